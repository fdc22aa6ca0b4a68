package io.croupier.round.domain;

/** What a book makes of a {@link BetRequest}. */
public sealed interface BetVerdict {
    /** New and within the rules: record the intent, then ask the wallet. */
    record Take(BookEvent.Intent intent) implements BetVerdict {}

    /** This very bet is known; its answer is in its state, or still to come. */
    record Known(Bet bet) implements BetVerdict {}

    /** The id stands for another bet of this round. */
    record Conflict() implements BetVerdict {}

    /** Breaks a rule, for good: the wallet uses the id up and gives the answer. */
    record Refuse(String code) implements BetVerdict {}

    /** Nothing is decided and nothing stored. */
    record TurnAway(String code, boolean retryable) implements BetVerdict {}
}
