package io.croupier.round;

import io.croupier.round.domain.FairnessProof;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks proofs as {@code docs/reference/fairness.md} tells a stranger to, in plain integers, with nothing of the games' own code.
 */
final class FairnessChecker {
    private static final BigInteger TWO_TO_32 = BigInteger.TWO.pow(32);
    private static final BigInteger TWO_TO_52 = BigInteger.TWO.pow(52);

    /** Whether the seed was fixed by the commitment. */
    static boolean committed(FairnessProof proof) throws Exception {
        byte[] hash = HexFormat.of().parseHex(proof.seed());
        for (long i = 0; i < proof.index(); i++) {
            hash = MessageDigest.getInstance("SHA-256").digest(hash);
        }
        return HexFormat.of().formatHex(hash).equals(proof.commitment());
    }

    static int rouletteNumber(String seed, String clientSeed) throws Exception {
        BigInteger limit = TWO_TO_32.divide(BigInteger.valueOf(37)).multiply(BigInteger.valueOf(37));
        byte[] block = HexFormat.of().parseHex(clientSeed);
        while (true) {
            block = hmac(seed, block);
            for (int i = 0; i < 8; i++) {
                BigInteger word = new BigInteger(1, Arrays.copyOfRange(block, 4 * i, 4 * i + 4));
                if (word.compareTo(limit) < 0) {
                    return word.mod(BigInteger.valueOf(37)).intValueExact();
                }
            }
        }
    }

    static int crashBustX100(String seed, String clientSeed) throws Exception {
        String hex = HexFormat.of().formatHex(hmac(seed, HexFormat.of().parseHex(clientSeed)));
        BigInteger bits = new BigInteger(hex.substring(0, 13), 16);
        BigInteger bust = BigInteger.valueOf(99).multiply(TWO_TO_52).divide(TWO_TO_52.subtract(bits));
        return bust.min(BigInteger.valueOf(1_000_000))
                .max(BigInteger.valueOf(100))
                .intValueExact();
    }

    private static byte[] hmac(String keyHex, byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(keyHex), "HmacSHA256"));
        return mac.doFinal(message);
    }

    private FairnessChecker() {}
}
