package io.croupier.wallet.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One player's wallet: what it holds, and every transaction that it has decided. Immutable. {@link #decide} says what a
 * transaction comes to, without a change; only {@link #apply} makes a new state, and only from an event.
 *
 * <p>States and transitions:
 *
 * <ul>
 *   <li><b>unopened</b>: nothing is stored. {@code Open} leads to <b>open</b> by {@code Opened}; all else is {@link
 *       WalletRejection#UNKNOWN_PLAYER}, and stores nothing.
 *   <li><b>open</b>: for ever. Every event but {@code Opened} leads from open to open:
 *       <ul>
 *         <li>{@code Deposit} -> {@code Deposited}; {@code Withdraw} -> {@code Withdrawn} (real money only)
 *         <li>{@code Bet} -> {@code BetTaken} (real money first, unless a bonus says otherwise)
 *         <li>{@code Decline}, {@code Resolve} of an undecided bet -> {@code TransactionRejected} in the bet's name
 *         <li>{@code Win} -> {@code WinCredited} (debt first, then real money; bonus money as far as the stake was)
 *         <li>{@code Rollback} -> {@code BetRolledBack}, {@code BetTombstoned} where the bet was never taken, {@code
 *             RollbackRepeated} where it was rolled back, refunded or tombstoned before
 *         <li>{@code Correct} -> {@code BetCorrected} (paid: debt first, then real money, bonus money as it was; taken back: real money first, the rest
 *             becomes debt)
 *         <li>{@code Refund} -> {@code BetRefunded}
 *         <li>{@code SetLimits} -> {@code LimitsSet}; {@code Exclude} -> {@code Excluded}; {@code Freeze} -> {@code Frozen};
 *             {@code Unfreeze} -> {@code Unfrozen}
 *         <li>{@code GrantBonus} -> {@code BonusGranted}; {@code GrantFreeBets} -> {@code FreeBetsGranted}; {@code ForfeitBonus} -> {@code BonusEnded}
 *         <li>by itself ({@link #due}): {@code BonusConverted} once a bonus is wagered, {@code BonusEnded} when its time is over, {@code BonusReopened}
 *             where a bet came back without which it would not have been wagered
 *         <li>any of them -> {@code TransactionRejected} where a rule refuses
 *         <li>any id decided before -> no event: the same answer, or {@link WalletRejection#TRANSACTION_CONFLICT}
 *         <li>a credit without room -> no event: {@link WalletRejection#BALANCE_LIMIT}, the id stays free
 *       </ul>
 * </ul>
 *
 * <p>A bet is <i>open</i> from {@code BetTaken} on, <i>won</i> by the first win (also one of zero), <i>gone</i> by a rollback,
 * a refund or a tombstone; gone is for ever.
 */
public sealed interface Wallet permits UnopenedWallet, OpenWallet {
    /** The wallet of which nothing is stored. */
    static Wallet unopened(String playerId) {
        return new UnopenedWallet(playerId);
    }

    String playerId();

    /** The number of stored events. */
    long version();

    /** Hash of the last stored event's bytes, {@link Sha256#ZERO} where there is none. */
    Sha256 lastHash();

    WalletView view();

    /** What protects the player at this time. */
    ProtectionView protection(Instant now);

    /** What bonuses and free bets the player has at this time. */
    BonusesView bonuses(Instant now);

    /**
     * What has become due by itself, a bonus that is wagered or over, to be stored before anything is decided at this time; to be
     * asked again after it is applied, until there is nothing.
     */
    Optional<WalletEvent> due(Instant now);

    /** A transaction, accepted or refused, by its id with source, as far as it is remembered or recalled. */
    Optional<TransactionView> transaction(String id, Recall recall);

    /** Whether a transaction of this id can only be one that is remembered, or that the recall knows. */
    boolean isSureOf(String id, Recall recall);

    /**
     * The accepted transactions but the opening, newest first: their amounts add up to the balance.
     *
     * @param beforeVersion only older ones
     * @param limit at most so many
     */
    List<TransactionView> transactions(long beforeVersion, int limit);

    /**
     * The transaction ids that must be recalled before this transaction may be decided: none as long as the wallet remembers all, or
     * enough.
     */
    Set<String> mustRecall(Transaction transaction, Recall recall);

    /** What this transaction comes to, of a wallet that has forgotten nothing. */
    default Decision decide(Transaction transaction, Instant now) {
        return decide(transaction, now, Recall.NONE);
    }

    /**
     * What this transaction comes to; {@code now} is cut to milliseconds.
     *
     * @throws IllegalStateException where {@link #mustRecall} names an id, or something is {@link #due} at this time
     */
    Decision decide(Transaction transaction, Instant now, Recall recall);

    /** How many transactions it remembers. */
    int remembered();

    /** Up to which version it remembers nothing; 0: it remembers all. */
    long forgottenUpTo();

    /** As it is stored as a snapshot, but for one of which nothing is stored. */
    Optional<WalletState> state();

    /** The same wallet without what it decided up to a version, which must be found by a {@link Recall} from now on. */
    Wallet forget(long upTo);

    /**
     * The wallet after an event.
     *
     * @param storedHash SHA-256 of the event's bytes as they are stored
     * @throws BrokenChainException where the event does not name the last one's hash
     */
    Wallet apply(WalletEvent event, Sha256 storedHash);
}
