package io.croupier.round;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Crash;
import io.croupier.wallet.domain.Answer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a book says to players, made from its bets. */
final class BookNotices {
    /** The stored answer to a decided bet: the same for ever. */
    static PlayerNotice decided(RoundTerms round, Bet bet) {
        String tableId = round.table().tableId();
        if (bet.stood()) {
            return new PlayerNotice.BetAccepted(
                    bet.key().playerId(),
                    bet.key().betId(),
                    tableId,
                    round.roundId(),
                    bet.stakeMinor(),
                    bet.balanceMinor(),
                    bet.walletVersion(),
                    Objects.requireNonNullElse(bet.decidedAt(), bet.at()));
        }
        boolean byWallet = bet.walletVersion() > 0;
        return new PlayerNotice.BetRejected(
                bet.key().playerId(),
                bet.key().betId(),
                tableId,
                round.roundId(),
                Objects.requireNonNullElse(bet.code(), "bet_rolled_back"),
                false,
                byWallet ? bet.balanceMinor() : null,
                byWallet ? bet.walletVersion() : null,
                bet.originalRoundId(),
                bet.restriction());
    }

    static PlayerNotice.BetRejected rejected(
            BetRequest request, String code, boolean retryable, @Nullable String originalRoundId) {
        return new PlayerNotice.BetRejected(
                request.key().playerId(),
                request.key().betId(),
                request.tableId(),
                request.roundId(),
                code,
                retryable,
                null,
                null,
                originalRoundId,
                null);
    }

    /** The wallet's word on a bet that the book refused. */
    static PlayerNotice.BetRejected declined(BetRequest request, Answer.Rejected answer) {
        boolean byWallet = answer.version() > 0;
        return new PlayerNotice.BetRejected(
                request.key().playerId(),
                request.key().betId(),
                request.tableId(),
                request.roundId(),
                answer.publicCode(),
                false,
                byWallet ? answer.balanceMinor() : null,
                byWallet ? answer.version() : null,
                BookWallets.originalRound(answer),
                answer.restriction());
    }

    static PlayerNotice.CashedOut cashedOut(RoundTerms round, Bet bet, int multiplierX100) {
        return new PlayerNotice.CashedOut(
                bet.key().playerId(),
                bet.key().betId(),
                round.table().tableId(),
                round.roundId(),
                multiplierX100,
                cashOutMinor(bet.stakeMinor(), multiplierX100));
    }

    private static long cashOutMinor(long stakeMinor, int multiplierX100) {
        try {
            return Math.min(BookSettlement.MAX_MINOR, Crash.payoutMinor(stakeMinor, multiplierX100));
        } catch (ArithmeticException e) {
            return BookSettlement.MAX_MINOR;
        }
    }

    static PlayerNotice.BetSettled settled(
            RoundTerms round, Bet bet, @Nullable Long balanceMinor, @Nullable Long walletVersion) {
        return new PlayerNotice.BetSettled(
                bet.key().playerId(),
                bet.key().betId(),
                round.table().tableId(),
                round.roundId(),
                bet.state().publicName(),
                bet.resultVersion(),
                bet.payoutMinor(),
                balanceMinor,
                walletVersion);
    }

    static BetView view(RoundTerms round, Bet bet) {
        return new BetView(
                bet.key().playerId(),
                bet.key().betId(),
                round.table().tableId(),
                round.roundId(),
                bet.selection(),
                bet.stakeMinor(),
                round.table().currency(),
                bet.state().publicName(),
                bet.code(),
                bet.cashedOutX100(),
                bet.payoutMinor(),
                bet.resultVersion(),
                bet.at());
    }

    private BookNotices() {}
}
