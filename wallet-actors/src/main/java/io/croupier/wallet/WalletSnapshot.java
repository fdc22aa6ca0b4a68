package io.croupier.wallet;

import akka.persistence.typed.SnapshotAdapter;
import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.codec.EventFormatException;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletState;
import java.util.Arrays;

/**
 * A wallet as it stood after an event, so that a recovery need not begin with its first one. Only ever a short cut: the events stay, and
 * are read from the first one on where there is none. Its bytes are a SHA-256 digest and what that is of.
 */
record WalletSnapshot(WalletState state) {
    static final EventCodec<WalletState> CODEC = EventCodec.forEvents(WalletState.class)
            .event("wallet", WalletState.class)
            .build();

    /**
     * How a wallet becomes a snapshot, and a snapshot a wallet. While the index is far behind a snapshot holds less than the wallet
     * remembers: one that comes back from it decides nothing new until the index has come that far.
     *
     * @param most transactions in a snapshot: all snapshots of a node go through one actor
     */
    record Adapter(int most) implements SnapshotAdapter<Wallet> {
        @Override
        public Object toJournal(Wallet wallet) {
            Wallet less = wallet.remembered() > most ? wallet.forget(wallet.version() - most) : wallet;
            return new WalletSnapshot(less.state().orElseThrow());
        }

        @Override
        public Wallet fromJournal(Object snapshot) {
            return ((WalletSnapshot) snapshot).state().wallet();
        }
    }

    private static final int DIGEST = 32;

    /** Throws {@link EventFormatException} where the bytes are not as they were written. */
    static WalletSnapshot read(byte[] bytes) {
        if (bytes.length < DIGEST) {
            throw new EventFormatException(
                    "a wallet's snapshot has at least " + DIGEST + " bytes, not " + bytes.length);
        }
        byte[] state = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
        var written = Sha256.ofDigest(Arrays.copyOf(bytes, DIGEST));
        if (!Sha256.of(state).equals(written)) {
            throw new EventFormatException("a wallet's snapshot has the digest " + Sha256.of(state)
                    + " and was written with " + written + ": it was changed since");
        }
        return new WalletSnapshot(CODEC.decode(state));
    }

    byte[] bytes() {
        byte[] stored = CODEC.encode(state);
        byte[] digest = Sha256.of(stored).digest();
        byte[] bytes = Arrays.copyOf(digest, digest.length + stored.length);
        System.arraycopy(stored, 0, bytes, digest.length, stored.length);
        return bytes;
    }
}
