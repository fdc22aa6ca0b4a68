package io.croupier.wallet;

import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.WalletEvent;
import java.util.Arrays;

/**
 * An event together with exactly the bytes that the journal holds of it; this is what a wallet persists and what a reader of
 * the journal gets. The bytes are made once, when the event is decided, and never again: the next event names their hash, so
 * an encoding by a later version of the program must not take their place.
 */
public final class StoredWalletEvent {
    private final WalletEvent event;
    private final byte[] bytes;
    private final Sha256 hash;

    private StoredWalletEvent(WalletEvent event, byte[] bytes) {
        this.event = event;
        this.bytes = bytes;
        this.hash = Sha256.of(bytes);
    }

    /** A new event, to be stored. */
    public static StoredWalletEvent of(WalletEvent event) {
        return new StoredWalletEvent(event, WalletEventCodec.encode(event));
    }

    /** An event out of its stored bytes. */
    public static StoredWalletEvent read(byte[] bytes) {
        return new StoredWalletEvent(WalletEventCodec.decode(bytes), bytes.clone());
    }

    public WalletEvent event() {
        return event;
    }

    /** SHA-256 of the stored bytes. */
    public Sha256 hash() {
        return hash;
    }

    /** A copy of the stored bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredWalletEvent that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return event.toString();
    }
}
