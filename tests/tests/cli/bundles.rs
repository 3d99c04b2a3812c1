//! A ready-made bundle for each kind of server, taken by the servers themselves.

use super::desk::{HOST, SECRET, desk, public_key_of_certificate, public_key_of_key};
use chancery_tests::{Peer, Sandbox, am_root, curl, judge, keytool, openssl, python};
use serde_json::{Value, json};
use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

/// Unpacks the bundle of a server, with its lines for port 443 of the world changed to a port of this machine.
fn unpacked(sandbox: &Sandbox, server: &str, configuration: &str, public: &[(&str, &str)]) -> u16 {
    let port = Peer::free_port();
    sandbox.done(["cert", "export", HOST, "--format", server, "--out", &sandbox.arg(server)]);
    let file = format!("{server}/{configuration}");
    let lines = public.iter().fold(sandbox.read_text(&file), |text, (world, here)| {
        assert!(text.contains(world), "{text}");
        text.replace(world, &here.replace("PORT", &port.to_string()))
    });
    sandbox.write(&file, lines);
    port
}

fn fetched(sandbox: &Sandbox, server: &Peer) -> String {
    let (trusted, said) = curl(sandbox, HOST, server.port, "root.pem", &[]);
    assert!(trusted, "the root is all that a client needs: {said}");
    said
}

#[test]
fn nginx_takes_its_bundle_and_serves_it() {
    let sandbox = desk();
    let public = [("listen 443 ssl", "listen 127.0.0.1:PORT ssl"), ("listen [::]:443 ssl;", "")];
    let port = unpacked(&sandbox, "nginx", "nginx.conf", &public);
    let folder = sandbox.arg("nginx");
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|of| format!("{of}_temp_path {folder}/{of};"));
    let main = format!(
        "daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}
         http {{ access_log off; {} include {folder}/nginx.conf; }}",
        temporary.concat()
    );
    let main = sandbox.write("nginx/main.conf", main);
    let checked = judge("nginx", ["-t", "-c", &main], b"").accept("nginx takes its bundle");
    assert!(checked.text().contains("syntax is ok"));
    let server = Peer::run(Command::new("nginx").args(["-c", &main]), port);
    assert!(fetched(&sandbox, &server).contains("nginx"), "whatever page it has");
}

#[test]
fn apache_takes_its_bundle_and_serves_it() {
    let sandbox = desk();
    let port = unpacked(&sandbox, "apache", "apache.conf", &[("<VirtualHost *:443>", "<VirtualHost *:PORT>")]);
    let folder = sandbox.arg("apache");
    // As its README says: the files in `ssl` below the server's root.
    std::fs::create_dir(sandbox.path("apache/ssl")).expect("a folder");
    for kind in ["chain.pem", "key"] {
        sandbox.write(&format!("apache/ssl/{HOST}.{kind}"), sandbox.read(&format!("apache/{HOST}.{kind}")));
    }
    let modules = ["mpm_event", "authz_core", "ssl"]
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let main = format!(
        "ServerRoot {folder}\nServerName localhost\nPidFile pid\nErrorLog log\nMutex posixsem\n\
         DefaultRuntimeDir {folder}\n{modules}User nobody\nGroup nogroup\nListen 127.0.0.1:{port}\nInclude apache.conf\n"
    );
    let main = sandbox.write("apache/main.conf", main);
    let checked = judge("apache2", ["-t", "-f", &main], b"").accept("Apache takes its bundle");
    assert!(checked.text().contains("Syntax OK"), "{}", checked.text());
    let server = Peer::run(Command::new("apache2").args(["-X", "-f", &main]), port);
    assert!(fetched(&sandbox, &server).contains("<html>"));
}

#[test]
fn haproxy_takes_its_bundle_and_serves_it() {
    let sandbox = desk();
    let port = unpacked(&sandbox, "haproxy", "haproxy.cfg", &[("bind :443 ", "bind 127.0.0.1:PORT ")]);
    let folder = sandbox.path("haproxy");
    let checked = Command::new("haproxy").args(["-c", "-f", "haproxy.cfg"]).current_dir(&folder).output();
    assert!(checked.expect("haproxy is installed").status.success(), "HAProxy takes its bundle");
    let server = Peer::run(Command::new("haproxy").args(["-db", "-f", "haproxy.cfg"]).current_dir(&folder), port);
    assert!(fetched(&sandbox, &server).contains("default_backend"));
}

#[test]
fn postgresql_takes_its_bundle_and_serves_it() {
    let sandbox = desk();
    let postgres = Postgres::initialised();
    sandbox.done(["cert", "export", HOST, "--format", "postgres", "--out", &sandbox.arg("bundle")]);
    // As its README says: three files into the data folder, and the lines into postgresql.conf.
    for name in ["server.crt", "server.key", "root.crt"] {
        postgres.put(name, &sandbox.read(&format!("bundle/{name}")), 0o600);
    }
    let lines = sandbox.read_text("bundle/postgresql.conf").replace("#ssl_ca_file", "ssl_ca_file");
    let before = std::fs::read_to_string(postgres.data.join("postgresql.conf")).expect("the lines of initdb");
    postgres.put("postgresql.conf", format!("{before}\n{lines}").as_bytes(), 0o600);
    postgres.put("pg_hba.conf", b"hostssl all all 127.0.0.1/32 trust\n", 0o600);
    let server = postgres.served();
    let asked = |root: &str| {
        let of = format!(
            "host={HOST} hostaddr=127.0.0.1 port={} user=postgres dbname=postgres sslmode=verify-full sslrootcert={root}",
            server.port
        );
        Command::new("psql")
            .args(["-At", "-c", "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &of])
            .output()
    };
    let trusted = asked(&sandbox.arg("bundle/root.crt")).expect("psql is installed");
    assert!(trusted.status.success(), "{}", String::from_utf8_lossy(&trusted.stderr));
    assert_eq!(String::from_utf8_lossy(&trusted.stdout), "TLSv1.3\n");
    sandbox.found("other", "ecdsa-p256", None);
    let refused = asked(&sandbox.arg("other.pem")).expect("psql is installed");
    assert!(!refused.status.success(), "another root does not lead to it");
}

#[test]
fn tomcat_takes_its_bundle_and_serves_it() {
    let sandbox = desk();
    let port = Peer::free_port();
    sandbox.done(
        [
            &["cert", "export", HOST, "--format", "tomcat", "--key-passphrase-file", &sandbox.arg("secret")][..],
            &["--out", &sandbox.arg("bundle")],
        ]
        .concat(),
    );
    // As its README says: keystore, connector and passphrase.
    for folder in ["conf", "webapps/ROOT", "logs", "temp", "work"] {
        std::fs::create_dir_all(sandbox.path(&format!("tomcat/{folder}"))).expect("a folder");
    }
    sandbox.write("tomcat/webapps/ROOT/index.html", "served");
    sandbox.write(&format!("tomcat/conf/{HOST}.p12"), sandbox.read(&format!("bundle/{HOST}.p12")));
    let properties = format!("common.loader=${{catalina.home}}/lib/*.jar\nkeystore.password={SECRET}\n");
    sandbox.write("tomcat/conf/catalina.properties", properties);
    let connector = sandbox.read_text("bundle/connector.xml");
    assert!(connector.contains("port=\"8443\""), "{connector}");
    let connector = connector.replace("port=\"8443\"", &format!("address=\"127.0.0.1\" port=\"{port}\""));
    sandbox.write(
        "tomcat/conf/server.xml",
        format!(
            "<Server port=\"-1\"><Service name=\"Catalina\">{connector}
             <Engine name=\"Catalina\" defaultHost=\"localhost\"><Host name=\"localhost\" appBase=\"webapps\"/></Engine>
             </Service></Server>"
        ),
    );
    sandbox.write(
        "tomcat/conf/web.xml",
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\"><servlet><servlet-name>default</servlet-name>
         <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class></servlet>
         <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
         <welcome-file-list><welcome-file>index.html</welcome-file></welcome-file-list></web-app>",
    );
    let mut command = Command::new("/usr/share/tomcat10/bin/catalina.sh");
    command.arg("run").env("CATALINA_HOME", "/usr/share/tomcat10").env("CATALINA_BASE", sandbox.arg("tomcat"));
    let server = Peer::run(&mut command, port);
    assert_eq!(fetched(&sandbox, &server), "served");
}

/// A data folder of PostgreSQL, which root may neither make nor serve.
struct Postgres {
    folder: tempfile::TempDir,
    data: PathBuf,
}

impl Postgres {
    fn initialised() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let postgres = Self { folder, data };
        postgres.hand_over(postgres.folder.path());
        let data = postgres.data.display().to_string();
        let made = postgres
            .program("initdb")
            .args(["--pgdata", &data, "--username", "postgres", "--auth", "trust", "--no-sync", "--locale", "C"])
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        postgres
    }

    /// A program of the newest version that is installed, as somebody who is not root.
    fn program(&self, name: &str) -> Command {
        let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
        let newest =
            versions.flatten().map(|entry| entry.path().join("bin").join(name)).filter(|path| path.exists()).max();
        let program = newest.expect("its programs are installed");
        let mut command = if am_root() { Command::new("setpriv") } else { Command::new(&program) };
        if am_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        }
        command.current_dir(self.folder.path());
        command
    }

    fn put(&self, name: &str, content: &[u8], mode: u32) {
        let path = self.data.join(name);
        std::fs::write(&path, content).expect("the data folder can be written to");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
        self.hand_over(&path);
    }

    fn hand_over(&self, path: &Path) {
        if am_root() {
            let done = Command::new("chown").arg("postgres:").arg(path).status();
            assert!(done.expect("chown is installed").success(), "{} is handed over", path.display());
        }
    }

    fn served(&self) -> Peer {
        let port = Peer::free_port();
        let mut command = self.program("postgres");
        command.arg("-D").arg(&self.data).args(["-c", "listen_addresses=127.0.0.1"]);
        command.args(["-c", &format!("port={port}"), "-c", "unix_socket_directories="]);
        Peer::run(&mut command, port)
    }
}

#[test]
fn a_bundle_holds_what_its_server_needs_and_nobody_else_may_read_its_key() {
    let sandbox = desk();
    let secret = sandbox.arg("secret");
    for server in ["nginx", "apache", "haproxy", "iis", "tomcat", "postgres", "kubernetes"] {
        let mut arguments = vec!["cert", "export", HOST, "--format", server];
        if matches!(server, "iis" | "tomcat") {
            arguments.extend(["--key-passphrase-file", &secret]);
        }
        let folder = sandbox.arg(server);
        let written = sandbox.done([&arguments[..], &["--out", &folder]].concat());
        assert_eq!(sandbox.mode(server), 0o700, "a key is in it");
        let files = written["files"].as_array().expect("its files are told").clone();
        assert!(files.contains(&json!("README.txt")), "{server}");
        let zip = sandbox.arg(&format!("{server}.zip"));
        sandbox.done([&arguments[..], &["--out", &zip]].concat());
        assert_eq!(sandbox.mode(&format!("{server}.zip")), 0o600);
        let zipped = python("formats.py", ["zip", &zip]);
        for file in files.iter().filter_map(Value::as_str) {
            let content = sandbox.read(&format!("{server}/{file}"));
            let holds_key = content.windows(11).any(|w| w == b"PRIVATE KEY")
                || file.ends_with("12")
                || file.ends_with("pfx")
                || file.ends_with("yaml");
            let expected = if holds_key { 0o600 } else { 0o644 };
            assert_eq!(sandbox.mode(&format!("{server}/{file}")), expected, "{server}/{file}");
            assert_eq!(zipped[file], format!("0o{expected:o}"), "{server}.zip: {file}");
        }
        let refusal = sandbox.refused([&arguments[..], &["--out", &folder]].concat());
        assert_eq!(refusal.code, "file_exists", "what is there stays as it is");
    }
    let chain = sandbox.read_text(&format!("nginx/{HOST}.chain.pem"));
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 2, "the root is left out");
    // Both files of PostgreSQL, and the Secret, hold what they say.
    assert_eq!(
        public_key_of_key(&sandbox, "postgres/server.key"),
        public_key_of_certificate(&sandbox, "postgres/server.crt")
    );
    let (root, leaf) = (sandbox.arg("postgres/root.crt"), sandbox.arg("postgres/server.crt"));
    openssl(["verify", "-CAfile", &root, &leaf]).accept("root.crt leads to the certificate");
    let manifest = sandbox.read_text("kubernetes/secret.yaml");
    assert!(manifest.contains("\n  name: www.example.test-tls\n") && manifest.contains("type: kubernetes.io/tls"));
    let field = |name: &str| {
        manifest.split(&format!("  {name}: ")).nth(1).and_then(|rest| rest.lines().next()).expect("a field").to_owned()
    };
    for (name, file) in [("tls.crt", "tls.crt"), ("tls.key", "tls.key"), ("ca.crt", "ca.crt")] {
        sandbox.write("field.b64", field(name));
        openssl(["base64", "-d", "-A", "-in", &sandbox.arg("field.b64"), "-out", &sandbox.arg(file)]).accept(name);
    }
    assert_eq!(public_key_of_key(&sandbox, "tls.key"), public_key_of_certificate(&sandbox, "tls.crt"));
    let pfx = sandbox.arg(&format!("iis/{HOST}.pfx"));
    openssl(["pkcs12", "-in", &pfx, "-passin", &format!("pass:{SECRET}"), "-nodes"]).accept("the PFX opens");
    keytool([
        "-list",
        "-keystore",
        &sandbox.arg(&format!("tomcat/{HOST}.p12")),
        "-storetype",
        "PKCS12",
        "-storepass",
        SECRET,
    ])
    .accept("Tomcat’s keystore opens");
    let refused =
        ["cert", "export", HOST, "--format", "nginx", "--out", &sandbox.arg("n2"), "--key-passphrase-file", &secret];
    assert_eq!(sandbox.refused(refused).code, "passphrase_not_used", "nginx would ask nobody");
    assert!(!sandbox.path("n2").exists());
}
