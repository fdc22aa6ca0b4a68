package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * HTTP calls that change something, made as a careful client makes them: repeated with the same id until they are decided,
 * over all restarts. It remembers what was decided, to ask again later.
 */
final class Calls {
    private static final Duration RETRY = Duration.ofMillis(100);
    /** As long as any kill keeps the program away. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Api api;
    private final Api.ProviderKey providerKey;
    private final String operatorToken;
    private final List<Decided> decided = new ArrayList<>();
    private volatile boolean ended;

    /** A call and its answer, which must be the same for ever. */
    private record Decided(String path, JsonNode body, boolean signed, Api.Answer answer) {}

    Calls(Api api, Api.ProviderKey providerKey, String operatorToken) {
        this.api = api;
        this.providerKey = providerKey;
        this.operatorToken = operatorToken;
    }

    /** A provider's call; empty only where the simulation ends before it is decided. */
    Optional<Api.Answer> provider(String path, JsonNode body) {
        return remember(path, body, true, decide(path, () -> api.signed(providerKey, path, body)));
    }

    /** An operator's call; empty only where the simulation ends before it is decided. */
    Optional<Api.Answer> operator(String path, JsonNode body) {
        return remember(path, body, false, decide(path, () -> api.post(path, body, operatorToken)));
    }

    /** A provider's round, as the program tells it. */
    Optional<JsonNode> round(String roundId) {
        Api.Answer answer = api.signed(providerKey, "/provider/v1/rounds/" + roundId, null);
        return answer.ok() ? Optional.of(answer.body()) : Optional.empty();
    }

    /** All bets of a provider's round. */
    List<JsonNode> bets(String roundId) {
        List<JsonNode> bets = new ArrayList<>();
        String after = "";
        do {
            String path = "/provider/v1/rounds/" + roundId + "/bets?limit=200" + after;
            Api.Answer page = decide(path, () -> api.signed(providerKey, path, null))
                    .orElseThrow(() -> new SimulationException("ended"));
            page.orFail(path).path("bets").forEach(bets::add);
            JsonNode next = page.body().path("next");
            after = next.isTextual() ? "&after=" + URLEncoder.encode(next.textValue(), StandardCharsets.UTF_8) : "";
        } while (!after.isEmpty());
        return bets;
    }

    /** Asks some decided calls again; says what differs. */
    List<String> repeatSome(int count, RandomGenerator random) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Decided call;
            synchronized (decided) {
                if (decided.isEmpty()) {
                    return faults;
                }
                call = decided.get(random.nextInt(decided.size()));
            }
            Optional<Api.Answer> again = decide(
                    call.path(),
                    () -> call.signed()
                            ? api.signed(providerKey, call.path(), call.body())
                            : api.post(call.path(), call.body(), operatorToken));
            again.flatMap(answer -> differs(call.answer(), answer))
                    .ifPresent(how -> faults.add(call.path() + " " + call.body() + " again: " + how));
        }
        return faults;
    }

    /** How a repeated answer differs from the first one; empty where it does not and says that it is a repetition. */
    static Optional<String> differs(Api.Answer first, Api.Answer again) {
        if (first.status() != again.status() || !Objects.equals(first.body(), again.body())) {
            return Optional.of(first + " became " + again);
        }
        // A conflict is told and not stored: the answer that is stored is that of the original.
        return again.replayed() || again.code().equals("transaction_conflict")
                ? Optional.empty()
                : Optional.of("no Croupier-Replayed in " + again);
    }

    /** A refusal of what is not even a request is judged anew each time: only what was asked of someone is stored. */
    private static boolean isStored(Api.Answer answer) {
        return answer.ok() || answer.status() == 409 || answer.status() == 422;
    }

    private Optional<Api.Answer> remember(String path, JsonNode body, boolean signed, Optional<Api.Answer> answer) {
        answer.filter(Calls::isStored).ifPresent(known -> {
            synchronized (decided) {
                decided.add(new Decided(path, body, signed, known));
            }
        });
        return answer;
    }

    private Optional<Api.Answer> decide(String what, Supplier<Api.Answer> call) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Api.Answer answer = Api.Answer.LOST;
        while (!ended) {
            answer = call.get();
            if (answer.decided()) {
                return Optional.of(answer);
            }
            if (System.nanoTime() > deadline) {
                throw new SimulationException(what + " is not decided after " + LIMIT.toSeconds() + " s: " + answer);
            }
            pause(RETRY);
        }
        return Optional.empty();
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(Math.max(0, TimeUnit.NANOSECONDS.convert(time)));
    }

    void end() {
        ended = true;
    }
}
