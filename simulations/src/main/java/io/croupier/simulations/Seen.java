package io.croupier.simulations;

import org.jspecify.annotations.Nullable;

/** One line of a bet's story, as the player saw it. */
sealed interface Seen {
    /** The bet went out, for the first time or again. */
    record Sent() implements Seen {}

    /** Final: the stake is taken. Balance and version are null where the message did not carry them. */
    record Accepted(
            long stakeMinor,
            @Nullable Long balanceMinor,
            @Nullable Long walletVersion) implements Seen {}

    /** Final: no money moved. */
    record Rejected(String code) implements Seen {}

    /** Not decided, or not known: to be sent again. */
    record Undecided(String code) implements Seen {}

    /** The same id was refused because it had been used with other content. */
    record Conflict() implements Seen {}

    record CashOutSent() implements Seen {}

    record CashedOut(int multiplierX100, long payoutMinor) implements Seen {}

    record CashOutRefused(String code, boolean retryable) implements Seen {}

    /** The bet's end for this result version; {@code state} is empty where the message did not carry it. */
    record Settled(int resultVersion, long payoutMinor, String state) implements Seen {}
}
