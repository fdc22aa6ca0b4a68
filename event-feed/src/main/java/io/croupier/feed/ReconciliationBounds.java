package io.croupier.feed;

import java.time.Duration;

/**
 * How long things may take before a reconciliation finds them; all of them count up to the time as of which the feed is, so that
 * a feed that lags finds later, and nothing that is not so.
 *
 * @param betting how long a round may go on taking bets behind its deadline
 * @param work how long sealing, drawing, settling and voiding may take
 * @param result how long a flight may take, or a provider to say the result
 * @param intent how long a bet may be without an outcome
 * @param payout how long a payout may be without its wallet's word
 * @param lookBack of which rounds that have ended each payout is looked for: those that ended within it
 * @param mostRounds of them, the newest
 * @param queryTimeout of one statement
 */
public record ReconciliationBounds(
        Duration betting,
        Duration work,
        Duration result,
        Duration intent,
        Duration payout,
        Duration lookBack,
        int mostRounds,
        Duration queryTimeout) {}
