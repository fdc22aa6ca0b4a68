package io.croupier.http.node;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import akka.pki.pem.PEMLoadingException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TLS between the nodes, with keys from PEM files that are read again now and then, so that they can be replaced under a
 * running cluster. The files are looked at before anything starts: a node with a wrong one would start and reach nobody.
 */
final class RemotingTls {
    private static final String ROOT = "croupier.remoting.tls";
    private static final String DIRECTORY = "directory";
    private static final String AUTHORITY = "authority-file";

    private RemotingTls() {}

    static boolean isOn(Config config) {
        return !config.getString(ROOT + "." + DIRECTORY).isEmpty();
    }

    /**
     * What it adds to Akka's settings; nothing where it is off.
     *
     * @throws StartFailure which names the file that cannot be used
     */
    static Config settings(Config config) {
        if (!isOn(config)) {
            return ConfigFactory.empty();
        }
        Config tls = config.getConfig(ROOT);
        Path directory = Path.of(tls.getString(DIRECTORY)).toAbsolutePath().normalize();
        Path key = directory.resolve(tls.getString("key-file"));
        Path certificate = directory.resolve(tls.getString("certificate-file"));
        Path authority = directory.resolve(tls.getString(AUTHORITY));
        check(key, certificate, authority);
        String ssl = "akka.remote.artery.ssl.";
        return ConfigFactory.parseMap(Map.of(
                "akka.remote.artery.transport",
                "tls-tcp",
                ssl + "ssl-engine-provider",
                "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
                ssl + "rotating-keys-engine.key-file",
                key.toString(),
                ssl + "rotating-keys-engine.cert-file",
                certificate.toString(),
                ssl + "rotating-keys-engine.ca-cert-file",
                authority.toString(),
                ssl + "rotating-keys-engine.ssl-context-cache-ttl",
                tls.getDuration("reload-interval")));
    }

    private static void check(Path keyFile, Path certificateFile, Path authorityFile) {
        PrivateKey key = key(keyFile);
        // Of a chain the first is the node's own, and the only one that Akka reads.
        X509Certificate certificate = certificates(certificateFile).get(0);
        X509Certificate authority = authority(authorityFile);
        try {
            certificate.checkValidity();
            authority.checkValidity();
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException wrong) {
            throw unusable(
                    certificateFile, "it must be valid now and issued by " + authorityFile + ": " + wrong, wrong);
        }
        if (!(key instanceof RSAPrivateKey own
                && certificate.getPublicKey() instanceof RSAPublicKey named
                && own.getModulus().equals(named.getModulus()))) {
            throw unusable(keyFile, "it must be the RSA key of " + certificateFile, null);
        }
    }

    private static PrivateKey key(Path file) {
        try {
            return DERPrivateKeyLoader.load(PEMDecoder.decode(read(file)));
        } catch (PEMLoadingException wrong) {
            throw unusable(file, "it must be an RSA key in PEM that is not encrypted: " + wrong.getMessage(), wrong);
        }
    }

    /** Akka trusts the first certificate of this file and never looks at another, so that there must be none. */
    private static X509Certificate authority(Path file) {
        List<X509Certificate> found = certificates(file);
        if (found.size() > 1) {
            throw unusable(
                    file,
                    "it must hold one certificate and holds " + found.size() + " (" + ROOT + "." + AUTHORITY
                            + "): only the first would be trusted. Another authority takes a stop of all nodes",
                    null);
        }
        return found.get(0);
    }

    /** At least one. */
    private static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file).getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw unusable(file, "it must be a certificate in PEM: it holds none", null);
            }
            return found;
        } catch (GeneralSecurityException wrong) {
            throw unusable(file, "it must be a certificate in PEM: " + wrong.getMessage(), wrong);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw unusable(file, "it can't be read: " + failure, failure);
        }
    }

    private static StartFailure unusable(Path file, String why, @Nullable Throwable cause) {
        String line = file + " can't be used (" + ROOT + ", CROUPIER_TLS_DIR): " + why;
        return cause == null ? new StartFailure(line) : new StartFailure(line, cause);
    }
}
