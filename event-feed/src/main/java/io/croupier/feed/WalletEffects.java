package io.croupier.feed;

import io.croupier.round.domain.BetTransactions;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What wallets' events mean: their postings, and the players' transactions. Each event must name the hash of the one before,
 * and its balances must be those before with its amount, or the journal was changed.
 */
final class WalletEffects {
    private static final String PROVIDER = "prv~";
    private static final String OWN_BET = BetTransactions.betTransactionId("");
    private static final String NO_TABLE = "?";

    private final CopyText transactions = new CopyText("player_transaction (player_id, version, transaction_id, kind,"
            + " code, bet_id, table_id, round_id, amount_minor, asked_minor, balance_before_minor, balance_after_minor,"
            + " at, own_bet, ended_id)");
    private final Postings postings;
    private final RoundMoney rounds;

    WalletEffects(Postings postings, RoundMoney rounds) {
        this.postings = postings;
        this.rounds = rounds;
    }

    /** The wallet's position after its next event. */
    WalletPosition add(FeedEvent entry, StoredWalletEvent stored, WalletPosition before) {
        WalletEvent event = stored.event();
        if (!event.previousHash().equals(before.hash())) {
            throw JournalFault.changed(
                    entry.persistenceId(),
                    entry.sequenceNumber(),
                    "it names " + event.previousHash() + " as the hash of the event before, which has "
                            + before.hash());
        }
        String currency = event instanceof WalletEvent.Opened opened ? opened.currency() : before.currency();
        String playerId = entry.entityId();
        post(entry, playerId, event, currency);
        if (!expected(before.balances(), event).equals(event.after())) {
            throw JournalFault.changed(
                    entry.persistenceId(),
                    entry.sequenceNumber(),
                    "it makes " + event.after() + " out of " + before.balances());
        }
        if (!(event instanceof WalletEvent.Opened)) {
            transaction(entry, playerId, event, before);
        }
        postings.upTo(Account.real(playerId), currency, entry.sequenceNumber());
        return new WalletPosition(entry.sequenceNumber(), stored.hash(), currency, event.after());
    }

    /**
     * What an event moves into the wallet, negative where out of it.
     *
     * @param debtMinor what is paid off, negative where it is owed from now on
     * @param costMinor what the house's cost of bonuses gets from where the money comes from, negative where it pays
     */
    private record Move(long realMinor, long bonusMinor, long debtMinor, long costMinor) {
        static final Move NONE = new Move(0, 0, 0, 0);

        static Move in(Split split, long costMinor) {
            return new Move(split.realMinor(), split.bonusMinor(), 0, costMinor);
        }

        static Move out(Split split, long costMinor) {
            return new Move(-split.realMinor(), -split.bonusMinor(), 0, costMinor);
        }

        /** All of it, whoever it is from or for. */
        long sum() {
            return Math.addExact(Math.addExact(realMinor, bonusMinor), Math.addExact(debtMinor, costMinor));
        }

        /** The rest of what was due pays off a debt, or becomes one. */
        static Move due(long minor, long realMinor, long bonusMinor, long costMinor) {
            long moved = Math.addExact(Math.addExact(realMinor, bonusMinor), costMinor);
            return new Move(realMinor, bonusMinor, Math.subtractExact(minor, moved), costMinor);
        }
    }

    private static Move move(WalletEvent event) {
        if (event instanceof WalletEvent.Deposited deposit) {
            return Move.in(deposit.split(), 0);
        } else if (event instanceof WalletEvent.Withdrawn withdrawal) {
            return Move.out(withdrawal.split(), 0);
        } else if (event instanceof WalletEvent.BetTaken bet) {
            return Move.out(bet.split(), -bet.freeMinor());
        } else if (event instanceof WalletEvent.WinCredited win) {
            Split split = win.split();
            return Move.due(win.amountMinor(), split.realMinor(), split.bonusMinor(), cost(win.bonus()));
        } else if (event instanceof WalletEvent.BetRolledBack rollback) {
            return Move.in(rollback.split(), cost(rollback.bonus()));
        } else if (event instanceof WalletEvent.BetRefunded refund) {
            return Move.in(refund.split(), cost(refund.bonus()));
        } else if (event instanceof WalletEvent.BetCorrected corrected) {
            return Move.due(
                    corrected.differenceMinor(),
                    corrected.realMinor(),
                    corrected.bonusMinor(),
                    cost(corrected.bonus()));
        }
        return ofBonus(event);
    }

    private static long cost(@Nullable BonusEffect effect) {
        return effect == null ? 0 : effect.costMinor();
    }

    private static Move ofBonus(WalletEvent event) {
        if (event instanceof WalletEvent.BonusGranted grant) {
            return new Move(0, grant.amountMinor(), 0, 0);
        } else if (event instanceof WalletEvent.BonusEnded ended) {
            return new Move(0, -ended.takenMinor(), 0, 0);
        } else if (event instanceof WalletEvent.BonusConverted converted) {
            long bonus = Math.addExact(converted.convertedMinor(), converted.cutMinor());
            long paid = converted.debtPaidMinor();
            return new Move(Math.subtractExact(converted.convertedMinor(), paid), -bonus, paid, 0);
        } else if (event instanceof WalletEvent.BonusReopened reopened) {
            long bonus = Math.addExact(Math.addExact(reopened.takenMinor(), reopened.owedMinor()), reopened.cutMinor());
            return new Move(-reopened.takenMinor(), bonus, -reopened.owedMinor(), 0);
        } else if (event instanceof WalletEvent.Opened
                || event instanceof WalletEvent.BetTombstoned
                || event instanceof WalletEvent.RollbackRepeated
                || event instanceof WalletEvent.LimitsSet
                || event instanceof WalletEvent.Excluded
                || event instanceof WalletEvent.Frozen
                || event instanceof WalletEvent.Unfrozen
                || event instanceof WalletEvent.FreeBetsGranted
                || event instanceof WalletEvent.TransactionRejected) {
            return Move.NONE;
        }
        throw new IllegalArgumentException("event=" + event.getClass().getName() + " has no case in the feed");
    }

    private static Balances expected(Balances before, WalletEvent event) {
        Move move = move(event);
        return new Balances(
                Math.addExact(before.realMinor(), move.realMinor),
                Math.addExact(before.bonusMinor(), move.bonusMinor),
                Math.subtractExact(before.debtMinor(), move.debtMinor));
    }

    private void post(FeedEvent entry, String playerId, WalletEvent event, String currency) {
        Move move = move(event);
        if (move.equals(Move.NONE)) {
            return;
        }
        String other = counterpart(event);
        Postings.Of posting = postings.of(entry, currency, event.at());
        posting.move(other, Account.real(playerId), move.realMinor);
        posting.move(other, Account.bonus(playerId), move.bonusMinor);
        posting.move(other, Account.debt(playerId), move.debtMinor);
        posting.move(other, Account.BONUS_COST, move.costMinor);
        String roundId = event.reference().roundId();
        if (roundId != null && !event.transactionId().startsWith(PROVIDER)) {
            boolean stake = event instanceof WalletEvent.BetTaken || event instanceof WalletEvent.BetRolledBack;
            rounds.moved(roundId, stake ? -move.sum() : 0, stake ? 0 : move.sum(), event.at());
        }
    }

    /** The account that money comes from or goes to. */
    private static String counterpart(WalletEvent event) {
        if (event instanceof WalletEvent.Deposited || event instanceof WalletEvent.Withdrawn) {
            return Account.CASHIER;
        }
        if (event instanceof WalletEvent.BonusGranted
                || event instanceof WalletEvent.BonusConverted
                || event instanceof WalletEvent.BonusReopened
                || event instanceof WalletEvent.BonusEnded) {
            return Account.BONUS_COST;
        }
        String id = event.transactionId();
        if (id.startsWith(PROVIDER)) {
            return Account.provider(id.substring(PROVIDER.length(), id.indexOf('~', PROVIDER.length())));
        }
        return Account.inPlay(Objects.requireNonNullElse(event.reference().tableId(), NO_TABLE));
    }

    private void transaction(FeedEvent entry, String playerId, WalletEvent event, WalletPosition before) {
        TransactionView view = TransactionView.of(event, entry.sequenceNumber(), before.currency());
        Reference reference = view.reference();
        transactions
                .add(playerId)
                .add(entry.sequenceNumber())
                .add(view.id())
                .add(view.kind())
                .add(view.code())
                .add(reference.betId())
                .add(reference.tableId())
                .add(reference.roundId())
                .add(view.amountMinor())
                .add(view.askedMinor())
                .add(before.balances().totalMinor())
                .add(view.balanceMinor())
                .add(view.at())
                .add(view.id().startsWith(OWN_BET) && view.kind().equals(TransactionKind.BET.code()))
                .add(endedBet(event))
                .endRow();
    }

    /** The bet that is won or gone by this event. */
    private static @Nullable String endedBet(WalletEvent event) {
        if (event instanceof WalletEvent.WinCredited win) {
            return win.betId();
        }
        if (event instanceof WalletEvent.BetRolledBack rollback) {
            return rollback.betId();
        }
        if (event instanceof WalletEvent.BetTombstoned tombstone) {
            return tombstone.betId();
        }
        if (event instanceof WalletEvent.BetCorrected correction) {
            return correction.givesStakeBack() ? correction.betId() : null;
        }
        return event instanceof WalletEvent.BetRefunded refund ? refund.betId() : null;
    }

    void write(Connection connection) throws SQLException {
        transactions.send(connection);
    }
}
