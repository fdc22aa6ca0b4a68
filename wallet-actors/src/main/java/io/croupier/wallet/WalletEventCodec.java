package io.croupier.wallet;

import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.domain.WalletEvent;

/** The stored form of {@link WalletEvent}: CBOR under these type names, which are for ever. */
public final class WalletEventCodec {
    private static final EventCodec<WalletEvent> CODEC = EventCodec.forEvents(WalletEvent.class)
            .event("opened", WalletEvent.Opened.class)
            .event("deposit", WalletEvent.Deposited.class)
            .event("withdrawal", WalletEvent.Withdrawn.class)
            .event("bet", WalletEvent.BetTaken.class)
            .event("win", WalletEvent.WinCredited.class)
            .event("rollback", WalletEvent.BetRolledBack.class)
            .event("tombstone", WalletEvent.BetTombstoned.class)
            .event("rollback-again", WalletEvent.RollbackRepeated.class)
            .event("refund", WalletEvent.BetRefunded.class)
            .event("correction", WalletEvent.BetCorrected.class)
            .event("limits", WalletEvent.LimitsSet.class)
            .event("exclusion", WalletEvent.Excluded.class)
            .event("freeze", WalletEvent.Frozen.class)
            .event("unfreeze", WalletEvent.Unfrozen.class)
            .event("bonus", WalletEvent.BonusGranted.class)
            .event("free-bets", WalletEvent.FreeBetsGranted.class)
            .event("bonus-converted", WalletEvent.BonusConverted.class)
            .event("bonus-reopened", WalletEvent.BonusReopened.class)
            .event("bonus-ended", WalletEvent.BonusEnded.class)
            .event("rejected", WalletEvent.TransactionRejected.class)
            .build();

    /** The codec itself, for those that walk its types. */
    public static EventCodec<WalletEvent> codec() {
        return CODEC;
    }

    public static byte[] encode(WalletEvent event) {
        return CODEC.encode(event);
    }

    /** Throws {@link io.croupier.wallet.codec.EventFormatException} for bytes that are no event of a wallet. */
    public static WalletEvent decode(byte[] bytes) {
        return CODEC.decode(bytes);
    }

    private WalletEventCodec() {}
}
