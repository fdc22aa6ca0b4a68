package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few wallets that are paid into one after the other, each deposit repeated with its id until it is decided; at the end each
 * must hold exactly what was acknowledged.
 */
final class PodDeposits implements AutoCloseable {
    static final long OPENING_MINOR = 1_000;
    static final long DEPOSIT_MINOR = 7;
    private static final int WALLETS = 8;

    private final PodCell cell;
    private final Api api;
    private final List<JsonNode> players = new ArrayList<>();
    private final int[] paid = new int[WALLETS];
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<String> refused = new ArrayList<>();
    private final Thread payer = Bettors.daemon(this::pay, "payer");
    private volatile String operator = "";
    private volatile boolean ended;

    PodDeposits(PodCell cell, HttpClient http) {
        this.cell = cell;
        this.api = new Api(http, cell.target().api(), Clock.systemUTC());
    }

    /** Opens the wallets. */
    void open() {
        operator = cell.target().operatorToken(api);
        for (int i = 0; i < WALLETS; i++) {
            players.add(api.post(
                            "/dev/players",
                            Json.object()
                                    .put("name", "pod" + i)
                                    .put("balanceMinor", OPENING_MINOR)
                                    .put("currency", Casino.CURRENCY),
                            null)
                    .orFail("a new player"));
        }
    }

    void start() {
        payer.start();
    }

    int acknowledged() {
        return acknowledged.get();
    }

    private void pay() {
        for (int number = 0; !ended; number++) {
            deposit(api, number % WALLETS, "pods-" + number);
        }
    }

    /** One deposit through this door, asked for until it is decided. */
    void deposit(Api door, int wallet, String id) {
        var answer = new Api.Answer[] {Api.Answer.LOST};
        cell.await("an answer to deposit " + id, () -> {
            answer[0] = ask(door, wallet, id);
            return answer[0].decided();
        });
        if (answer[0].ok()) {
            paid[wallet]++;
            acknowledged.incrementAndGet();
        } else {
            refused.add(answer[0].toString());
        }
    }

    private Api.Answer ask(Api door, int wallet, String id) {
        return door.post(
                "/operator/v1/wallets/" + Json.text(players.get(wallet), "playerId") + "/deposits",
                Json.object()
                        .put("transactionId", id)
                        .put("amountMinor", DEPOSIT_MINOR)
                        .put("currency", Casino.CURRENCY)
                        .put("reason", "pods"),
                operator);
    }

    /** What a wallet holds, by any door. */
    long balance(Api door, int wallet) {
        return Json.required(
                door.get("/v1/me/wallet", Json.text(players.get(wallet), "token"))
                        .orFail("wallet"),
                "balanceMinor");
    }

    /** Ends the paying, and says what is wrong: a deposit that was refused, or a wallet that holds anything else. */
    List<String> faults() {
        close();
        List<String> faults = new ArrayList<>(refused);
        for (int wallet = 0; wallet < WALLETS; wallet++) {
            long balance = balance(api, wallet);
            long expected = OPENING_MINOR + paid[wallet] * DEPOSIT_MINOR;
            if (balance != expected) {
                faults.add("wallet " + wallet + " holds " + balance + " and not " + expected);
            }
        }
        return faults;
    }

    @Override
    public void close() {
        ended = true;
        try {
            if (payer.isAlive()) {
                payer.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
