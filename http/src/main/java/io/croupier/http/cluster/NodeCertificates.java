package io.croupier.http.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/**
 * An authority that issues a certificate and is forgotten: what the nodes of one machine need to talk over TLS to each
 * other and to nobody else. The authority's key is never stored, so once it is forgotten nobody can issue another one.
 */
public final class NodeCertificates {
    static final String KEY = "tls.key";
    static final String CERTIFICATE = "tls.crt";
    static final String AUTHORITY = "ca.crt";

    /** The name that the nodes' certificate and their peers' must have in common. */
    private static final String SUBJECT = "croupier";

    private static final int KEY_BITS = 2048;
    private static final int SERIAL_BITS = 120;
    private static final Duration VALID = Duration.ofDays(3650);
    /** Issued anew when less is left. */
    private static final Duration MARGIN = Duration.ofDays(30);

    private static final byte[] SHA256_WITH_RSA = Der.sequence(Der.id(0x2a, 840, 113549, 1, 1, 11), Der.nothing());
    private static final byte[] COMMON_NAME = Der.id(0x55, 4, 3);
    private static final byte[] BASIC_CONSTRAINTS = Der.id(0x55, 29, 19);

    private final SecureRandom random = new SecureRandom();
    private final Instant now;
    private final KeyPair authority;
    private final String issuer;

    private NodeCertificates(Instant now) {
        this.now = now;
        this.authority = keys();
        this.issuer = SUBJECT + " authority " + new BigInteger(32, random).toString(16);
    }

    /** A new authority, whose certificates are valid from then on. */
    public static NodeCertificates create(Instant now) {
        return new NodeCertificates(now);
    }

    /** The directory's key and certificates, made where there are none or where they are about to expire. */
    public static void readyIn(Path directory, Instant now) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!holds(directory, now.plus(MARGIN))) {
            new NodeCertificates(now).issue(directory);
        }
    }

    private static boolean holds(Path directory, Instant until) throws IOException {
        if (!Files.exists(directory.resolve(KEY)) || !Files.exists(directory.resolve(AUTHORITY))) {
            return false;
        }
        try {
            byte[] certificate = Files.readAllBytes(directory.resolve(CERTIFICATE));
            var known = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            return known.getNotAfter().toInstant().isAfter(until);
        } catch (IOException | GeneralSecurityException unreadable) {
            return false;
        }
    }

    /** Puts the authority's certificate and a new key with its certificate into a directory that exists. */
    public void issue(Path directory) throws IOException {
        KeyPair node = keys();
        // The key comes last: without it nothing of an issue that was cut short is taken for one.
        Files.deleteIfExists(directory.resolve(KEY));
        write(directory.resolve(AUTHORITY), "CERTIFICATE", certificate(issuer, authority, true));
        write(directory.resolve(CERTIFICATE), "CERTIFICATE", certificate(SUBJECT, node, false));
        write(directory.resolve(KEY), "PRIVATE KEY", node.getPrivate().getEncoded());
    }

    private KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has RSA", missing);
        }
    }

    /** An X.509 certificate of version 3 (RFC 5280) in DER. */
    private byte[] certificate(String subject, KeyPair owner, boolean issues) {
        byte[] constraint = Der.sequence(
                BASIC_CONSTRAINTS, Der.yes(), Der.octets(issues ? Der.sequence(Der.yes()) : Der.sequence()));
        byte[] content = Der.sequence(
                Der.tagged(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE)),
                SHA256_WITH_RSA,
                name(issuer),
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(VALID))),
                name(subject),
                owner.getPublic().getEncoded(),
                Der.tagged(3, Der.sequence(constraint)));
        return Der.sequence(content, SHA256_WITH_RSA, Der.bits(signed(content)));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(commonName))));
    }

    private byte[] signed(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(authority.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has RSA and SHA-256", missing);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + kind + "-----\n";
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
