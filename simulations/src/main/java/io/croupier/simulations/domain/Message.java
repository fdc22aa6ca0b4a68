package io.croupier.simulations.domain;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes over the simulated network: the protocol of the program's actors, without them. */
sealed interface Message {
    record Transact(Transaction transaction) implements Message {}

    record WalletAnswer(Answer answer) implements Message {}

    // To a book

    record PlaceBet(BetRequest request) implements Message {}

    record CashOut(BetKey bet) implements Message {}

    record Registered(RoundTerms terms) implements Message {}

    record RegistrationRefused(String code) implements Message {}

    record Seal(RoundTerms terms) implements Message {}

    record Tick(int multiplierX100, long elapsedMs, long burstsInMs) implements Message {}

    record Land(long elapsedMs) implements Message {}

    record CheckPayouts(String check, List<BetPayout> payouts) implements Message {}

    record Settle(
            int resultVersion,
            @Nullable Outcome outcome,
            List<BetPayout> payouts,
            @Nullable Instant closedAt) implements Message {}

    record VoidBets(String reason, int resultVersion) implements Message {}

    // To a player

    /** @param code null: accepted */
    record BetAnswer(
            @Nullable String code,
            boolean retryable,
            long stakeMinor,
            long balanceMinor,
            long walletVersion,
            @Nullable String originalRoundId)
            implements Message {}

    /** @param code null: cashed out */
    record CashOutAnswer(@Nullable String code, boolean retryable, int multiplierX100) implements Message {}

    // To a round

    record Open(RoundTerms terms) implements Message {}

    record Close(@Nullable Instant closedAt) implements Message {}

    /** @param replaces the result that it corrects, null for a first one */
    record Result(
            String resultId,
            @Nullable String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BetPayout> payouts) implements Message {}

    record VoidRound(String reason) implements Message {}

    record GetRound() implements Message {}

    record Register(int book) implements Message {}

    record BookSealed(int book, long bets, long stakedMinor, String digest) implements Message {}

    record BookLanded(int book) implements Message {}

    record PayoutsChecked(int book, String check, @Nullable BetPayout unknown) implements Message {}

    record BookSettled(int book, int resultVersion, long paidMinor, long unsettled) implements Message {}

    record WakeRound() implements Message {}

    record ProgressSeen(RoundStatus.Stage stage, int resultVersion) implements Message {}

    record Drawn(Outcome outcome) implements Message {}

    record Revealed(Outcome outcome, FairnessProof proof) implements Message {}

    // To a table

    record Create(TableTerms terms) implements Message {}

    record Wake() implements Message {}

    record OpenRound(String publicRoundId, Instant bettingClosesAt) implements Message {}

    record Progress(RoundStatus status) implements Message {}

    record Draw(String roundId, String clientSeed) implements Message {}

    record Reveal(String roundId, String clientSeed) implements Message {}

    // Answers of tables and rounds

    record Receipt(boolean replayed) implements Message {}

    record Refused(String code, boolean retryable) implements Message {}

    record RoundFound(@Nullable RoundStatus round) implements Message {}
}
