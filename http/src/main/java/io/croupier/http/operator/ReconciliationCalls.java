package io.croupier.http.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.FeedStatus;
import io.croupier.feed.Finding;
import io.croupier.feed.FindingKind;
import io.croupier.feed.Reconciliation.Found;
import io.croupier.feed.Reconciliation.Report;
import io.croupier.http.door.Call;
import io.croupier.http.door.Json;
import io.croupier.http.door.Reply;
import io.croupier.http.operator.AuditedCommands.Answer;
import io.croupier.http.reconciliation.Reconciliations;
import io.croupier.round.domain.RoundTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What does not go on or does not fit, for operators to see; and the waking of those rounds that can put it right. */
final class ReconciliationCalls {
    private static final int USUAL_PAGE = 100;
    private static final int MOST_OF_A_PAGE = 1000;

    private final AuditedCommands commands;
    private final Reconciliations reconciliations;

    ReconciliationCalls(AuditedCommands commands, Reconciliations reconciliations) {
        this.commands = commands;
        this.reconciliations = reconciliations;
    }

    CompletionStage<Reply> list(Call call) {
        Optional<FindingKind> kind = call.query("kind").map(code -> kind(call, code));
        Optional<Finding.Position> after = call.query("after").map(text -> position(call, text));
        if (after.isPresent() && kind.isEmpty()) {
            throw call.invalid("kind", "must be given with after");
        }
        Set<FindingKind> kinds = kind.map(EnumSet::of).orElseGet(() -> EnumSet.allOf(FindingKind.class));
        return reconciliations
                .find(kinds, after.orElse(null), call.limit(USUAL_PAGE, MOST_OF_A_PAGE))
                .thenApply(report -> Reply.json(200, toJson(report)));
    }

    private static FindingKind kind(Call call, String code) {
        return Arrays.stream(FindingKind.values())
                .filter(kind -> kind.code().equals(code))
                .findFirst()
                .orElseThrow(() -> call.invalid(
                        "kind",
                        "must be one of "
                                + Arrays.stream(FindingKind.values())
                                        .map(FindingKind::code)
                                        .toList()));
    }

    private static Finding.Position position(Call call, String text) {
        return Finding.Position.of(text).orElseThrow(() -> call.invalid("after", "must be a page's next"));
    }

    private ObjectNode toJson(Report report) {
        FeedStatus feed = report.feed();
        ObjectNode body = Json.object()
                .put("asOf", feed == null ? null : Json.time(feed.asOf()))
                .put("feedLagMs", feed == null ? null : (Long) feed.lag().toMillis())
                .put("feedFault", feed == null ? null : feed.fault())
                .put("alarm", reconciliations.alarms(report));
        ArrayNode lists = body.putArray("lists");
        report.lists().forEach((kind, found) -> lists.add(toJson(kind, found, feed)));
        return body;
    }

    private ObjectNode toJson(FindingKind kind, Found found, @Nullable FeedStatus feed) {
        Finding.Position next = found.next();
        ObjectNode list = Json.object()
                .put("kind", kind.code())
                .put("healable", kind.healable())
                .put("next", next == null ? null : next.text());
        ArrayNode findings = list.putArray("findings");
        if (feed != null) {
            found.findings().forEach(finding -> findings.add(toJson(finding, feed.asOf())));
        }
        return list;
    }

    private ObjectNode toJson(Finding finding, Instant asOf) {
        ObjectNode body = Json.object()
                .put("roundId", RoundTerms.publicId(finding.roundId()))
                .put("table", finding.tableId())
                .put("since", Json.time(finding.since()))
                .put("ageMs", Duration.between(finding.since(), asOf).toMillis())
                .put("alarm", reconciliations.alarms(finding, asOf));
        if (finding instanceof Finding.OfBet bet) {
            body.put("playerId", bet.playerId()).put("betId", bet.betId());
        }
        if (finding instanceof Finding.RoundOverdue round) {
            return body.put("state", round.stage());
        } else if (finding instanceof Finding.BetUndecided bet) {
            return body.put("stakeMinor", bet.stakeMinor());
        } else if (finding instanceof Finding.PayoutUnconfirmed payout) {
            return body.put("payoutMinor", payout.payoutMinor()).put("paidMinor", payout.paidMinor());
        } else if (finding instanceof Finding.PayoutMissing payout) {
            return body.put("paidMinor", payout.paidMinor()).put("walletVersion", payout.walletVersion());
        } else if (finding instanceof Finding.TotalsDiffer round) {
            return body.put("currency", round.currency())
                    .put("stakedTotalMinor", Long.toString(round.stakedMinor()))
                    .put("debitedTotalMinor", Long.toString(round.debitedMinor()))
                    .put("paidTotalMinor", Long.toString(round.paidMinor()))
                    .put("creditedTotalMinor", Long.toString(round.creditedMinor()));
        } else if (finding instanceof Finding.MoneyAstray money) {
            return body.put("debitedTotalMinor", Long.toString(money.debitedMinor()))
                    .put("creditedTotalMinor", Long.toString(money.creditedMinor()));
        }
        throw new IllegalArgumentException("finding=" + finding.getClass().getName() + " has no case in the API");
    }

    /** Wakes one round, or all that need it: those that the next look would find. */
    CompletionStage<Reply> heal(Call call) {
        Optional<String> roundId = Optional.ofNullable(call.body().optionalId("roundId"));
        Optional<String> table = Optional.ofNullable(call.body().optionalId("table"));
        ObjectNode content = Json.object().put("roundId", roundId.orElse(null)).put("table", table.orElse(null));
        Predicate<Finding> which = finding -> roundId.map(id -> id.equals(RoundTerms.publicId(finding.roundId())))
                        .orElse(true)
                && table.map(id -> id.equals(finding.tableId())).orElse(true);
        return commands.run(
                call,
                "heal",
                roundId.orElse("reconciliation"),
                content,
                id -> reconciliations
                        .heal(which)
                        .thenApply(healed -> Answer.of(Reply.json(200, healed(id, healed.woken())))));
    }

    private static ObjectNode healed(String transactionId, List<Finding> woken) {
        ObjectNode body = Json.object().put("transactionId", transactionId);
        ArrayNode rounds = body.putArray("woken");
        woken.forEach(finding -> rounds.addObject()
                .put("roundId", RoundTerms.publicId(finding.roundId()))
                .put("table", finding.tableId())
                .put("kind", finding.kind().code()));
        return body;
    }
}
