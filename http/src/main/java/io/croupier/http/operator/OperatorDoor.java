package io.croupier.http.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.audit.Audits;
import io.croupier.http.door.Call;
import io.croupier.http.door.Credentials;
import io.croupier.http.door.Currencies;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.JsonBody;
import io.croupier.http.door.Limits;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.http.door.WalletReplies;
import io.croupier.http.operator.AuditedCommands.Answer;
import io.croupier.http.reconciliation.Reconciliations;
import io.croupier.http.store.OperatorActions;
import io.croupier.http.store.ProviderKeys;
import io.croupier.http.store.ProviderKeys.ProviderKey;
import io.croupier.kubernetes.guard.Guard;
import io.croupier.round.RoundEntity;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Games;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** Everything that an operator can do over HTTP. */
public final class OperatorDoor {
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_OWNER = 64;
    private static final int MOST_BOOKS = 64;
    private static final long LONGEST_WINDOW_MS = 3_600_000;

    private final AuditedCommands commands;
    private final Wallets wallets;
    private final Tables tables;
    private final RoundCommands roundCommands;
    private final BonusCommands bonusCommands;
    private final ProviderKeys keys;
    private final Audits audits;
    private final ReconciliationCalls reconciliation;
    private final RolloutCalls rollout;
    private final Currencies currencies;
    private final SecureRandom random;

    /**
     * @param guard that rolls the nodes; empty where there is none
     * @param random for secrets that are generated
     */
    public OperatorDoor(
            OperatorActions actions,
            Wallets wallets,
            Tables tables,
            Rounds rounds,
            ProviderKeys keys,
            Audits audits,
            Reconciliations reconciliations,
            Optional<Guard> guard,
            Currencies currencies,
            SecureRandom random) {
        this.commands = new AuditedCommands(actions);
        this.wallets = wallets;
        this.tables = tables;
        this.roundCommands = new RoundCommands(commands, tables, rounds);
        this.bonusCommands = new BonusCommands(commands, wallets);
        this.keys = keys;
        this.audits = audits;
        this.reconciliation = new ReconciliationCalls(commands, reconciliations);
        this.rollout = new RolloutCalls(commands, guard);
        this.currencies = currencies;
        this.random = random;
    }

    public List<Endpoint> endpoints(Credentials operator) {
        return Stream.of(own(operator), bonusCommands.endpoints(operator), rollout.endpoints(operator))
                .flatMap(List::stream)
                .toList();
    }

    private List<Endpoint> own(Credentials operator) {
        return List.of(
                Endpoint.post("/operator/v1/players", operator, this::openPlayer),
                Endpoint.post("/operator/v1/wallets/{playerId}/deposits", operator, this::deposit),
                Endpoint.post("/operator/v1/wallets/{playerId}/withdrawals", operator, this::withdraw),
                Endpoint.get("/operator/v1/wallets/{playerId}/limits", operator, this::limits),
                Endpoint.post("/operator/v1/wallets/{playerId}/limits", operator, this::setLimits),
                Endpoint.post("/operator/v1/wallets/{playerId}/exclusion", operator, this::exclude),
                Endpoint.post("/operator/v1/wallets/{playerId}/freeze", operator, this::freeze),
                Endpoint.post("/operator/v1/wallets/{playerId}/unfreeze", operator, this::unfreeze),
                Endpoint.post("/operator/v1/provider-keys", operator, this::addKey),
                Endpoint.post("/operator/v1/provider-keys/{keyId}/disable", operator, this::disableKey),
                Endpoint.post("/operator/v1/tables", operator, this::addTable),
                Endpoint.post("/operator/v1/rounds/{roundId}/void", operator, roundCommands::voidRound),
                Endpoint.post("/operator/v1/rounds/{roundId}/correction", operator, roundCommands::correct)
                        .bulk(),
                Endpoint.get("/operator/v1/audit", operator, call -> audits.report()),
                Endpoint.get("/operator/v1/reconciliation", operator, reconciliation::list),
                Endpoint.post("/operator/v1/reconciliation/heal", operator, reconciliation::heal));
    }

    private CompletionStage<Reply> openPlayer(Call call) {
        String playerId = call.body().id("playerId");
        String currency = currencies.of(call.body(), "currency");
        ObjectNode content = Json.object().put("currency", currency);
        return commands.run(
                call,
                "open_player",
                playerId,
                content,
                id -> transact(playerId, id, 201, new Transaction.Open("op~" + id, currency, reason(call))));
    }

    private CompletionStage<Reply> deposit(Call call) {
        long amount = call.body().amountMinor("amountMinor", 1);
        String currency = call.body().currency("currency");
        return cashier(
                call,
                "deposit",
                amount,
                currency,
                id -> new Transaction.Deposit("op~" + id, amount, currency, reason(call)));
    }

    private CompletionStage<Reply> withdraw(Call call) {
        long amount = call.body().amountMinor("amountMinor", 1);
        String currency = call.body().currency("currency");
        return cashier(
                call,
                "withdraw",
                amount,
                currency,
                id -> new Transaction.Withdraw("op~" + id, amount, currency, reason(call)));
    }

    private CompletionStage<Reply> cashier(
            Call call, String action, long amountMinor, String currency, Function<String, Transaction> transaction) {
        String playerId = call.pathId("playerId");
        ObjectNode content = Json.object().put("amountMinor", amountMinor).put("currency", currency);
        return commands.run(call, action, playerId, content, id -> transact(playerId, id, 200, transaction.apply(id)));
    }

    private CompletionStage<Reply> limits(Call call) {
        String playerId = call.pathId("playerId");
        return wallets.protection(playerId)
                .thenApply(protection -> protection.open()
                        ? Reply.json(200, Limits.toJson(playerId, protection))
                        : Reply.problem(WalletReplies.unknownPlayer(playerId)));
    }

    private CompletionStage<Reply> setLimits(Call call) {
        List<Transaction.Wanted> wanted = Limits.wanted(call.body(), LimitKey.Setter.OPERATOR);
        ObjectNode content = Json.object();
        content.set("limits", Limits.toJson(wanted));
        return protect(call, "set_limits", content, id -> new Transaction.SetLimits("op~" + id, wanted, reason(call)));
    }

    private CompletionStage<Reply> exclude(Call call) {
        Instant until = call.body().nullableInstant("until");
        ObjectNode content = Json.object().put("until", until == null ? null : Json.time(until));
        return protect(call, "exclude", content, id -> new Transaction.Exclude("op~" + id, until, reason(call)));
    }

    private CompletionStage<Reply> freeze(Call call) {
        return protect(call, "freeze", Json.object(), id -> new Transaction.Freeze("op~" + id, reason(call)));
    }

    private CompletionStage<Reply> unfreeze(Call call) {
        return protect(call, "unfreeze", Json.object(), id -> new Transaction.Unfreeze("op~" + id, reason(call)));
    }

    private CompletionStage<Reply> protect(
            Call call, String action, ObjectNode content, Function<String, Transaction> transaction) {
        String playerId = call.pathId("playerId");
        return commands.run(call, action, playerId, content, id -> transact(playerId, id, 200, transaction.apply(id)));
    }

    private CompletionStage<Answer> transact(String playerId, String id, int status, Transaction transaction) {
        return wallets.transact(playerId, transaction)
                .thenApply(answer -> Answer.of(WalletReplies.of(answer, status, playerId, id)));
    }

    private static Reference reason(Call call) {
        return new Reference(null, null, null, call.body().text("reason", 500));
    }

    private CompletionStage<Reply> addKey(Call call) {
        JsonBody body = call.body();
        String keyId = body.id("keyId");
        String provider = owner(body, "provider");
        if (provider.equals(TableTerms.HOUSE)) {
            throw body.invalid("provider", "must not be " + TableTerms.HOUSE);
        }
        boolean given = body.has("secret");
        String secret = given ? body.text("secret", 256) : generated();
        ObjectNode content =
                Json.object().put("provider", provider).put("secret", given ? keys.fingerprint(secret) : null);
        return commands.run(call, "add_provider_key", keyId, content, id -> {
            var key = new ProviderKey(keyId, provider, secret, null);
            return keys.add(key, false, id).thenApply(added -> added.mine() ? made(added.key(), id) : taken(keyId));
        });
    }

    /** The secret is told once: the stored answer, which repetitions get, is without it. */
    private static Answer made(ProviderKey key, String transactionId) {
        ObjectNode stored = Json.object()
                .put("transactionId", transactionId)
                .put("keyId", key.keyId())
                .put("provider", key.provider());
        ObjectNode first = stored.deepCopy().put("secret", key.secret());
        return new Answer(Reply.json(201, first), Reply.json(201, stored));
    }

    private static Answer taken(String keyId) {
        return Answer.of(Reply.problem(Problem.of(ProblemCode.KEY_EXISTS, "keyId=" + keyId + " is taken")
                .at("keyId")));
    }

    private CompletionStage<Reply> disableKey(Call call) {
        String keyId = call.pathId("keyId");
        return commands.run(
                call,
                "disable_provider_key",
                keyId,
                Json.object(),
                id -> keys.disable(keyId)
                        .thenApply(there -> Answer.of(
                                there
                                        ? Reply.json(
                                                200,
                                                Json.object()
                                                        .put("transactionId", id)
                                                        .put("keyId", keyId))
                                        : Reply.problem(
                                                Problem.of(ProblemCode.KEY_NOT_FOUND, "there is no key " + keyId)
                                                        .at("keyId")))));
    }

    private String generated() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private CompletionStage<Reply> addTable(Call call) {
        TableTerms terms = terms(call.body());
        ObjectNode content = Json.object()
                .put("owner", terms.owner())
                .put("game", terms.game())
                .put("currency", terms.currency())
                .put("books", terms.books())
                .put("minStakeMinor", terms.minStakeMinor())
                .put("maxStakeMinor", terms.maxStakeMinor())
                .put("bettingWindowMs", terms.bettingWindowMs())
                .put("pauseMs", terms.pauseMs());
        return commands.run(
                call,
                "create_table",
                terms.tableId(),
                content,
                id -> tables.create(terms).thenCompose(reply -> {
                    if (reply instanceof RoundEntity.Refused refused) {
                        return refused(refused, terms.tableId());
                    }
                    ObjectNode made = RoundReplies.table(terms).put("transactionId", id);
                    return CompletableFuture.completedFuture(Answer.of(Reply.json(201, made)));
                }));
    }

    private CompletionStage<Answer> refused(RoundEntity.Refused refused, String tableId) {
        Problem problem = RoundReplies.refused(refused);
        if (!RoundReplies.isConflict(refused)) {
            return CompletableFuture.completedFuture(Answer.of(Reply.problem(problem)));
        }
        return tables.find(tableId)
                .thenApply(found ->
                        Answer.of(Reply.problem(found.map(table -> problem.with("original", RoundReplies.table(table)))
                                .orElse(problem))));
    }

    private TableTerms terms(JsonBody body) {
        String game = body.id("game");
        if (Games.find(game).isEmpty()) {
            throw body.invalid(
                    "game",
                    "must be one of "
                            + Games.all().stream()
                                    .map(known -> known.name())
                                    .sorted()
                                    .toList());
        }
        long least = body.amountMinor("minStakeMinor", 1);
        return new TableTerms(
                body.id("tableId"),
                owner(body, "owner"),
                game,
                currencies.of(body, "currency"),
                (int) body.integer("books", 1, MOST_BOOKS, 1),
                least,
                body.amountMinor("maxStakeMinor", least),
                body.integer("bettingWindowMs", 1000, LONGEST_WINDOW_MS, 15_000),
                body.integer("pauseMs", 0, LONGEST_WINDOW_MS, 5_000));
    }

    /** A provider's name is part of stored ids, so it is shorter than other ids. */
    private static String owner(JsonBody body, String field) {
        String owner = body.id(field);
        if (owner.length() > LONGEST_OWNER) {
            throw body.invalid(field, "must be 1 to " + LONGEST_OWNER + " of A-Za-z0-9._:-");
        }
        return owner;
    }
}
