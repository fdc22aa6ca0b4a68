package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.simulations.domain.Versions.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What was said to a round of its results, and what it answered: what stood was sent, what had a receipt stood with the same
 * content, and what was refused was refused for a reason.
 */
final class SaidJudge {
    private final World world;
    private final Crowd crowd;
    private final RoundNode node;
    private final Versions versions;

    SaidJudge(World world, Crowd crowd, RoundNode node, Versions versions) {
        this.world = world;
        this.crowd = crowd;
        this.node = node;
        this.versions = versions;
    }

    void judge() {
        for (Version version : versions.all()) {
            ResultRecorded result = version.result();
            boolean asked = calls().stream()
                    .anyMatch(call -> result == null ? voids(call) : says(call, result) && mayHaveBeenTaken(call));
            boolean drawn = result != null && result.proof() != null;
            require(asked || drawn, "has what nobody asked for: " + version);
        }
        calls().forEach(this::judge);
    }

    private List<Call> calls() {
        return crowd.calls.stream().filter(call -> call.to.equals(node.id)).toList();
    }

    private void judge(Call call) {
        boolean result = call.message instanceof Message.Result;
        if (call.receipted() && call.message instanceof Message.VoidRound) {
            require(voids(call), "gave a receipt for " + call + ", and was voided by " + versions.voidReason());
        } else if (call.receipted() && result) {
            require(
                    versions.all().stream().anyMatch(v -> v.result() != null && says(call, v.result())),
                    "gave a receipt for " + call + ", and stored " + versions.all());
        } else if (result && call.answer instanceof Message.Refused refused) {
            require(
                    rightly((Message.Result) call.message, call, refused.code()),
                    "refused " + call + " as " + refused.code() + ", and stored " + versions.all());
        }
    }

    /** A copy that comes late may be taken though another was refused before. */
    private static boolean mayHaveBeenTaken(Call call) {
        return call.receipted()
                || (call.answer instanceof Message.Refused refused
                        && (refused.code().equals("result_superseded")
                                || refused.code().equals("round_not_found")));
    }

    private boolean voids(Call call) {
        return call.message instanceof Message.VoidRound said && said.reason().equals(versions.voidReason());
    }

    private static boolean says(Call call, ResultRecorded result) {
        return call.message instanceof Message.Result sent
                && sent.resultId().equals(result.resultId())
                && says(sent, result);
    }

    private static boolean says(Message.Result sent, ResultRecorded result) {
        return Objects.equals(sent.replaces(), result.replaces())
                && Objects.equals(sent.outcome(), result.outcome())
                && Objects.equals(sent.payouts(), result.payouts());
    }

    private boolean rightly(Message.Result sent, Call call, String code) {
        String replaces = sent.replaces();
        return switch (code) {
            case "result_superseded" ->
                replaces == null
                        ? versions.all().get(0).result() != null
                        : !versions.stood(replaces, at(call.sentAtMs), at(call.answeredAtMs));
            case "transaction_conflict" ->
                versions.all().stream()
                        .anyMatch(v -> v.result() != null
                                && sent.resultId().equals(v.result().resultId())
                                && !says(sent, v.result()));
            case "bet_not_found" ->
                sent.payouts() != null && sent.payouts().stream().anyMatch(this::unknown);
            case "round_voided" -> versions.voidReason() != null;
            case "round_not_found" -> !openedBefore(at(call.sentAtMs));
            default -> false;
        };
    }

    private boolean openedBefore(Instant when) {
        return node.events().stream()
                .anyMatch(event -> event instanceof RoundEvent.RoundOpened opened
                        && opened.at().isBefore(when));
    }

    private boolean unknown(BetPayout payout) {
        int books = node.state.requireTerms().table().books();
        BookNode book = world.book(node.roundId, BookNode.index(payout.playerId(), books));
        Bet bet = book == null ? null : book.state.bets().get(payout.key());
        return bet == null || !bet.stood();
    }

    private static Instant at(long ms) {
        return World.START.plusMillis(ms);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new Broken(Broken.Rule.ROUNDS, node.id + " " + what);
        }
    }
}
