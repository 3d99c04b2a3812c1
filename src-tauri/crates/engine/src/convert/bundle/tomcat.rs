//! Tomcat 8.5 and newer: a PKCS#12 keystore and a connector.

use super::{Part, Served};
use crate::Result;

pub(super) fn parts(served: &Served<'_>, passphrase: &str) -> Result<Vec<Part>> {
    let stem = &served.stem;
    let connector = format!(
        "<Connector port=\"8443\" protocol=\"org.apache.coyote.http11.Http11NioProtocol\" SSLEnabled=\"true\">
  <SSLHostConfig protocols=\"TLSv1.2,TLSv1.3\">
    <Certificate certificateKeystoreFile=\"conf/{stem}.p12\"
                 certificateKeystoreType=\"PKCS12\"
                 certificateKeystorePassword=\"${{keystore.password}}\" />
  </SSLHostConfig>
</Connector>
"
    );
    let steps = format!(
        "{stem}.p12      key, certificate and issuers under your passphrase: Java 8u301 or newer. For older
                ones take the form pkcs12-compatible or jks.
connector.xml   a connector to take into server.xml

1. Copy {stem}.p12 to Tomcat's folder conf, owner the user that Tomcat runs as, mode 0600.
2. Take the connector into conf/server.xml.
3. Put the passphrase into conf/catalina.properties, mode 0600: keystore.password=…
4. Restart Tomcat.
"
    );
    Ok(vec![
        Part::secret(format!("{stem}.p12"), served.pkcs12(passphrase)?),
        Part::text("connector.xml", connector),
        served.readme("For Tomcat", &steps),
    ])
}
