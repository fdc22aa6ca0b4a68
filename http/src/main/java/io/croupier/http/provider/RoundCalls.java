package io.croupier.http.provider;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Call;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.JsonBody;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.door.ResultBody;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.RoundReplies.Original;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.round.RoundEntity;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rounds of the provider's own tables: open, close, result, correction, void, and how they stand. */
final class RoundCalls {
    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 1000;

    private final Tables tables;
    private final Rounds rounds;

    RoundCalls(Tables tables, Rounds rounds) {
        this.tables = tables;
        this.rounds = rounds;
    }

    List<Endpoint> endpoints(SignedRequests signed) {
        String round = "/provider/v1/rounds/{roundId}";
        return List.of(
                Endpoint.post("/provider/v1/rounds", signed, this::open),
                Endpoint.get(round, signed, this::get),
                Endpoint.get(round + "/bets", signed, this::bets),
                Endpoint.post(round + "/close", signed, this::close),
                Endpoint.post(round + "/result", signed, this::result).bulk(),
                Endpoint.post(round + "/correction", signed, this::correction).bulk(),
                Endpoint.post(round + "/void", signed, this::voidRound));
    }

    private CompletionStage<Reply> open(Call call) {
        JsonBody body = call.body();
        String roundId = body.id("roundId");
        String tableId = body.id("tableId");
        Instant bettingClosesAt = body.instant("bettingClosesAt");
        return tables.find(tableId).thenCompose(table -> {
            Optional<Problem> foreign = foreign(table, tableId, call.provider().provider());
            return foreign.isPresent()
                    ? CompletableFuture.completedFuture(Reply.problem(foreign.get()))
                    : rounds.open(tableId, roundId, bettingClosesAt)
                            .thenCompose(reply -> RoundReplies.of(
                                    reply,
                                    201,
                                    roundId,
                                    rounds,
                                    call.provider().provider() + "~" + roundId,
                                    Original.OPEN));
        });
    }

    private static Optional<Problem> foreign(Optional<TableTerms> table, String tableId, String provider) {
        if (table.isEmpty()) {
            return Optional.of(Problem.of(ProblemCode.UNKNOWN_TABLE, "tableId=" + tableId + " is no table")
                    .at("tableId"));
        }
        return table.get().owner().equals(provider)
                ? Optional.empty()
                : Optional.of(
                        Problem.of(ProblemCode.NOT_YOUR_TABLE, "tableId=" + tableId + " is not run by " + provider)
                                .at("tableId"));
    }

    private CompletionStage<Reply> close(Call call) {
        Instant closedAt = call.body().optionalInstant("closedAt");
        return command(call, Original.CLOSE, replyTo -> new RoundEntity.Close(closedAt, replyTo));
    }

    private CompletionStage<Reply> voidRound(Call call) {
        noDryRun(call);
        String reason = call.body().text("reason", 500);
        return command(call, Original.VOID, replyTo -> new RoundEntity.VoidRound(reason, replyTo));
    }

    private CompletionStage<Reply> result(Call call) {
        ResultBody result = ResultBody.of(call.body());
        return command(
                call,
                result,
                (outcome, replyTo) -> new RoundEntity.Result(result.resultId(), outcome, result.payouts(), replyTo));
    }

    /** Whoever asks what would happen must not make it happen; that is for operators to ask. */
    private static void noDryRun(Call call) {
        if (call.query("dryRun").isPresent()) {
            throw call.invalid("dryRun", "is for operators only");
        }
    }

    private CompletionStage<Reply> correction(Call call) {
        noDryRun(call);
        ResultBody result = ResultBody.of(call.body());
        String replaces = call.body().id("replaces");
        return command(
                call,
                result,
                (outcome, replyTo) ->
                        new RoundEntity.Correct(result.resultId(), replaces, outcome, result.payouts(), replyTo));
    }

    /** A command that says how a round came out. */
    private interface ResultCommand {
        RoundEntity.Command of(@Nullable Outcome outcome, ActorRef<RoundEntity.Reply> replyTo);
    }

    private CompletionStage<Reply> command(Call call, ResultBody result, ResultCommand command) {
        return rounds.find(internalId(call)).thenCompose(found -> {
            if (found.isEmpty()) {
                return unknown(call);
            }
            Outcome outcome = result.outcome(found.get());
            return command(call, Original.RESULT, replyTo -> command.of(outcome, replyTo));
        });
    }

    private CompletionStage<Reply> get(Call call) {
        return rounds.find(internalId(call))
                .thenCompose(found -> found.isEmpty()
                        ? unknown(call)
                        : CompletableFuture.completedFuture(Reply.json(200, RoundReplies.round(found.get()))));
    }

    private CompletionStage<Reply> bets(Call call) {
        int limit = call.limit(PAGE, LONGEST_PAGE);
        Cursor from = Cursor.parse(call);
        return rounds.find(internalId(call)).thenCompose(found -> {
            if (found.isEmpty()) {
                return unknown(call);
            }
            var page = new Page(found.get(), limit, new ArrayList<>());
            return fill(page, from).thenApply(done -> Reply.json(200, done.toJson()));
        });
    }

    /**
     * Where a page goes on: {@code <book>/<playerId>/<betId>}; no id holds a slash.
     *
     * @param after what the book's own cursor is, null for its start
     */
    record Cursor(int book, @Nullable String after) {
        static Cursor parse(Call call) {
            Optional<String> text = call.query("after");
            if (text.isEmpty()) {
                return new Cursor(0, null);
            }
            String[] parts = text.get().split("/", -1);
            boolean wellFormed = parts.length == 3
                    && parts[0].matches("[0-9]{1,2}")
                    && JsonBody.isId(parts[1])
                    && JsonBody.isId(parts[2]);
            if (!wellFormed) {
                throw call.invalid("after", "must be the next of a page before");
            }
            return new Cursor(Integer.parseInt(parts[0]), parts[1] + "/" + parts[2]);
        }
    }

    /** A page that is being filled, book by book; it holds one entry more than it shows, to know whether there is a next. */
    private record Page(RoundStatus round, int limit, List<Entry> entries) {
        ObjectNode toJson() {
            ArrayNode bets = Json.array();
            entries.stream().limit(limit).forEach(entry -> bets.add(entry.toJson()));
            ObjectNode body = Json.object();
            body.set("bets", bets);
            return body.put(
                    "next", entries.size() > limit ? entries.get(limit - 1).cursor() : null);
        }
    }

    private record Entry(int book, BetView bet) {
        String cursor() {
            return book + "/" + bet.playerId() + "/" + bet.betId();
        }

        ObjectNode toJson() {
            ObjectNode body = RoundReplies.bet(bet);
            body.remove("roundId");
            return body.put("playerId", bet.playerId());
        }
    }

    private CompletionStage<Page> fill(Page page, Cursor from) {
        int wanted = page.limit + 1 - page.entries.size();
        if (wanted <= 0 || from.book >= page.round.terms().table().books()) {
            return CompletableFuture.completedFuture(page);
        }
        return rounds.page(page.round.terms().roundId(), from.book, from.after, wanted)
                .thenCompose(bets -> {
                    List<Entry> entries = new ArrayList<>(page.entries);
                    bets.forEach(bet -> entries.add(new Entry(from.book, bet)));
                    return fill(new Page(page.round, page.limit, List.copyOf(entries)), following(from.book, bets));
                });
    }

    /** A book's page may be shorter than what was wanted, so that only an empty one says that the book is at its end. */
    static Cursor following(int book, List<BetView> bets) {
        if (bets.isEmpty()) {
            return new Cursor(book + 1, null);
        }
        BetView last = bets.get(bets.size() - 1);
        return new Cursor(book, last.playerId() + "/" + last.betId());
    }

    private CompletionStage<Reply> command(
            Call call, Original original, Function<ActorRef<RoundEntity.Reply>, RoundEntity.Command> command) {
        return rounds.command(internalId(call), command)
                .thenCompose(reply ->
                        RoundReplies.of(reply, 202, call.pathId("roundId"), rounds, internalId(call), original));
    }

    private static CompletionStage<Reply> unknown(Call call) {
        return CompletableFuture.completedFuture(Reply.problem(RoundReplies.unknownRound(call.pathId("roundId"))));
    }

    private static String internalId(Call call) {
        return call.provider().provider() + "~" + call.pathId("roundId");
    }
}
