package io.croupier.round.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Fixes the accepted bets of a sealed round in one hash, which becomes the client seed of the house's draw: nobody who has
 * published a commitment before can have known it.
 *
 * <p>leaf = SHA-256 of UTF-8 {@code playerId|betId|selection|stakeMinor} with the selection in its canonical form; digest of
 * a book = SHA-256 over its leaves in the order of (playerId, betId), so that it names no player; client seed = SHA-256 over
 * the digests in the order of the books' numbers. An empty list hashes as no bytes.
 */
public final class BookDigest {
    /** Hex digest of a book's accepted bets. */
    public static String of(Book book) {
        MessageDigest digest = sha256();
        MessageDigest leaf = sha256();
        for (Bet bet : book.bets().values()) {
            if (bet.stood()) {
                digest.update(leaf.digest(leafText(bet).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What a bet's leaf hashes. */
    public static String leafText(Bet bet) {
        return bet.key().playerId() + "|" + bet.key().betId() + "|"
                + bet.selection().canonical() + "|" + bet.stakeMinor();
    }

    /** Hex client seed over the books' hex digests, in the order of the books' numbers. */
    public static String clientSeed(List<String> digests) {
        MessageDigest digest = sha256();
        digests.forEach(hex -> digest.update(HexFormat.of().parseHex(hex)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private BookDigest() {}
}
