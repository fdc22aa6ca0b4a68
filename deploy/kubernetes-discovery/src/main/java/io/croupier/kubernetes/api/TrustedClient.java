package io.croupier.kubernetes.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An HTTP client that trusts the certificates of one file and no others; made anew when the file changes. */
final class TrustedClient {
    private final Path caFile;
    private final Duration connectTimeout;
    private final Executor threads;
    private @Nullable Made made;

    private record Made(String certificates, HttpClient client) {}

    TrustedClient(Path caFile, Duration connectTimeout, Executor threads) {
        this.caFile = caFile;
        this.connectTimeout = connectTimeout;
        this.threads = threads;
    }

    /** Reads the file: not for an actor's thread. */
    synchronized HttpClient get() throws IOException {
        String certificates = Files.readString(caFile);
        Made current = made;
        if (current == null || !current.certificates.equals(certificates)) {
            current = new Made(certificates, client(certificates));
            made = current;
        }
        return current.client;
    }

    private HttpClient client(String certificates) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))) {
                trusted.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(connectTimeout)
                    .executor(threads)
                    .sslContext(tls)
                    .build();
        } catch (GeneralSecurityException unusable) {
            throw new IOException(caFile + " holds no usable certificates: " + unusable.getMessage(), unusable);
        }
    }
}
