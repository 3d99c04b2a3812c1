#!/bin/sh
# Makes the files that fuzzing begins with, with openssl. What it made lies beside it and is kept, so that a run with
# the same number tries the same inputs.
set -e
cd "$(dirname "$0")"
cat > make.cnf <<'CNF'
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical,CA:TRUE,pathlen:1
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
extendedKeyUsage = serverAuth,clientAuth
certificatePolicies = 1.2.3.4,2.5.29.32.0
policyConstraints = requireExplicitPolicy:3,inhibitPolicyMapping:2
inhibitAnyPolicy = 2
2.5.29.33 = DER:30:0A:30:08:06:02:2A:03:06:02:2A:04
nameConstraints = critical,@limits
crlDistributionPoints = URI:http://pki.corp.example/root.crl
[limits]
permitted;DNS.0 = corp.example
permitted;email.0 = corp.example
permitted;IP.0 = 10.0.0.0/255.0.0.0
permitted;URI.0 = .corp.example
permitted;dirName.0 = base
excluded;DNS.0 = secret.corp.example
[base]
O = Corp
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth,1.3.6.1.4.1.311.10.3.12
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:www.corp.example,DNS:*.a.corp.example,IP:10.1.2.3,IP:::1,email:jo@corp.example,URI:https://www.corp.example/x,dirName:base,RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jo@corp
authorityInfoAccess = OCSP;URI:http://ocsp.corp.example,caIssuers;URI:http://pki.corp.example/ca.cer
crlDistributionPoints = point
certificatePolicies = 1.2.3.4,@policy
tlsfeature = status_request
nsComment = "comment"
[point]
fullname = URI:http://pki.corp.example/ca.crl
CRLissuer = dirName:base
reasons = keyCompromise,CACompromise
[policy]
policyIdentifier = 1.2.3.5
CPS.1 = "https://pki.corp.example/cps"
userNotice.1 = @notice
[notice]
explicitText = "notice"
[responder]
extendedKeyUsage = OCSPSigning
noCheck = ignored
authorityKeyIdentifier = keyid
[crl]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@scope
[scope]
fullname = URI:http://pki.corp.example/ca.crl
onlyuser = TRUE
[ca]
default_ca = own
[own]
database = make.index
crlnumber = make.number
default_md = sha256
default_crl_days = 3650
CNF
mkdir -p key certificate request crl ocsp-request ocsp-answer pkcs12 pkcs7 pem path path-crl
key=path-key.pem
[ -e $key ] || openssl ecparam -name prime256v1 -genkey -noout -out $key
openssl req -new -key $key -subj "/O=Corp/CN=Root" -out make.csr
openssl x509 -req -in make.csr -signkey $key -days 9000 -set_serial 1 -extfile make.cnf -extensions root -outform DER -out certificate/root.der
openssl x509 -in certificate/root.der -inform DER -out make.root.pem
openssl req -new -key $key -subj "/O=Corp/CN=CA" -out make.csr
openssl x509 -req -in make.csr -CA make.root.pem -CAkey $key -days 8000 -set_serial 2 -extfile make.cnf -extensions authority -outform DER -out certificate/authority.der
openssl x509 -in certificate/authority.der -inform DER -out make.ca.pem
openssl req -new -key $key -subj "/C=DE/O=Corp/OU=A/OU=B/CN=www.corp.example/emailAddress=jo@corp.example" -config make.cnf -section none -addext "subjectAltName=DNS:www.corp.example,IP:10.0.0.1" -outform DER -out request/names.der 2>/dev/null ||
    openssl req -new -key $key -subj "/C=DE/O=Corp/OU=A/OU=B/CN=www.corp.example/emailAddress=jo@corp.example" -addext "subjectAltName=DNS:www.corp.example,IP:10.0.0.1" -outform DER -out request/names.der
openssl req -in request/names.der -inform DER -out make.csr
openssl x509 -req -in make.csr -CA make.ca.pem -CAkey $key -days 7000 -set_serial 3 -extfile make.cnf -extensions leaf -outform DER -out certificate/leaf.der
openssl x509 -in certificate/leaf.der -inform DER -out make.leaf.pem
: > make.index; echo 1001 > make.number
printf 'R\t491231000000Z\t200101000000Z,keyCompromise\t07\tunknown\t/CN=x\nR\t491231000000Z\t200101000000Z,removeFromCRL\t08\tunknown\t/CN=y\n' > make.index
openssl ca -gencrl -config make.cnf -keyfile $key -cert make.ca.pem -crlexts crl -out make.crl.pem 2>/dev/null
openssl crl -in make.crl.pem -outform DER -out crl/scope.der
openssl ca -gencrl -config make.cnf -keyfile $key -cert make.ca.pem -out make.crl2.pem 2>/dev/null
openssl crl -in make.crl2.pem -outform DER -out crl/plain.der
# Questions to a responder, and its answers: by the authority itself and by one that it lets answer.
printf 'V\t491231000000Z\t\t03\tunknown\t/CN=z\n' >> make.index
openssl ocsp -issuer make.ca.pem -cert make.leaf.pem -reqout ocsp-request/one.der
openssl ocsp -issuer make.ca.pem -sha256 -serial 7 -sha1 -serial 9 -no_nonce -reqout ocsp-request/several.der
openssl req -new -key $key -subj "/O=Corp/CN=Responder" -out make.csr
openssl x509 -req -in make.csr -CA make.ca.pem -CAkey $key -days 7000 -set_serial 4 -extfile make.cnf -extensions responder -out make.responder.pem
for signer in ca responder; do
    for asked in one several; do
        openssl ocsp -index make.index -CA make.ca.pem -rsigner make.$signer.pem -rkey $key -ndays 6000 -reqin ocsp-request/$asked.der -respout ocsp-answer/$signer-$asked.der
    done
done
openssl pkcs8 -topk8 -nocrypt -in $key -outform DER -out key/pkcs8.der
openssl pkcs8 -topk8 -in $key -passout pass:geheim -iter 10 -outform DER -out key/encrypted.der
openssl pkcs8 -topk8 -in $key -passout pass:geheim -scrypt -scrypt_N 16 -outform DER -out key/scrypt.der
openssl pkcs8 -topk8 -in $key -passout pass:geheim -v1 PBE-SHA1-3DES -iter 10 -outform DER -out key/pbe.der
openssl ec -in $key -outform DER -out key/sec1.der 2>/dev/null
openssl genrsa -out make.rsa.pem 1024 2>/dev/null
openssl rsa -in make.rsa.pem -traditional -outform DER -out key/pkcs1.der 2>/dev/null
openssl genpkey -algorithm ed25519 -outform DER -out key/ed25519.der
openssl pkey -in $key -pubout -outform DER -out key/public.der
for kind in "-keypbe AES-256-CBC -certpbe AES-256-CBC" "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1" "-keypbe NONE -certpbe NONE"; do
    n=$((n + 1))
    openssl pkcs12 -export -inkey $key -in make.leaf.pem -certfile make.ca.pem $kind -iter 5 -passout pass:geheim -name leaf -out pkcs12/$n.p12
done
openssl crl2pkcs7 -in make.crl.pem -certfile make.leaf.pem -certfile make.ca.pem -outform DER -out pkcs7/bundle.der
openssl cms -sign -in make.cnf -signer make.leaf.pem -inkey $key -outform DER -stream -out pkcs7/indefinite.der 2>/dev/null
cat make.leaf.pem make.ca.pem $key make.crl.pem > pem/mixed.pem
openssl pkcs8 -topk8 -in $key -passout pass:geheim -iter 10 -out make.enc.pem
cat make.csr make.enc.pem >> pem/mixed.pem
openssl ec -in $key -aes128 -passout pass:geheim -out pem/legacy.pem 2>/dev/null
base64 < certificate/leaf.der > pem/bare.txt
# What is signed, without its signature: the targets sign it anew once it was changed.
tbs() {
    at=$(openssl asn1parse -inform DER -in "$1" | sed -n '2s/ *\([0-9]*\):.*/\1/p')
    openssl asn1parse -inform DER -in "$1" -strparse "$at" -noout -out "$2" > /dev/null
}
for name in root authority leaf; do tbs certificate/$name.der path/$name.tbs; done
for name in scope plain; do tbs crl/$name.der path-crl/$name.tbs; done
rm -f make.cnf make.csr make.*.pem make.index* make.number*
# What openssl does not make: Java keystores by keytool, JSON Web Keys and an OpenSSH key by our own `cert convert`.
mkdir -p jks jwk lint
cp certificate/*.der path/leaf.tbs lint/
if command -v keytool > /dev/null && [ ! -e jks/key.jks ]; then
    for kind in jks jceks; do
        keytool -importkeystore -srckeystore pkcs12/1.p12 -srcstoretype PKCS12 -srcstorepass geheim -noprompt \
            -deststoretype $kind -destkeystore jks/key.$kind -deststorepass geheim -destkeypass geheim
    done
    keytool -importcert -file certificate/root.der -keystore jks/trusted.jks -storetype JKS -storepass geheim -noprompt -alias root
fi
if command -v chancery > /dev/null && [ ! -e jwk/leaf.json ]; then
    chancery cert convert certificate/leaf.der --to jwk --out jwk/leaf.json
    chancery cert convert certificate/leaf.der certificate/root.der --to jwks --out jwk/set.json
    chancery cert convert key/pkcs8.der --to jwk-private --out jwk/private.json
    chancery cert convert key/ed25519.der --to jwk-private --out jwk/okp.json
    chancery cert convert key/pkcs8.der --to openssh --out pem/openssh.pub
fi
# A vault that never held anything: its slots, its anchor, its log and its recovery code.
if command -v chancery > /dev/null && [ ! -e keyslots/keyslots.json ]; then
    mkdir -p keyslots anchor audit recovery
    printf 'correct horse battery staple 7' > make.pass
    vault="chancery --vault make.vault --passphrase-file make.pass"
    $vault vault init --user ada --no-keychain --recovery-kit make.kit
    $vault audit export --out audit/log.jsonl
    cp make.vault/keyslots.json keyslots/
    cp make.vault/audit-anchor.json anchor/
    grep -oE '([0-9A-Z]{5}-){7}[0-9A-Z]{5}' make.kit | head -1 > recovery/code.txt
    rm -rf make.vault make.pass make.kit
fi
# Workbooks, of the parts that the texts in xlsx-parts name.
python3 - <<'PY'
import zipfile
for name, way in ("plain", zipfile.ZIP_STORED), ("whole", zipfile.ZIP_DEFLATED):
    with open(f"xlsx-parts/{name}.txt") as text, zipfile.ZipFile(f"xlsx-file/{name}.xlsx", "w", way) as workbook:
        for part in text.read().strip(">\n").split("\n>"):
            part, content = part.split("\n", 1)
            entry = zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = way
            workbook.writestr(entry, content)
PY
