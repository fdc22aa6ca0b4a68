package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A program with players, bettors, a provider and a cashier: everything that a simulation of one node is made of. */
final class Casino implements AutoCloseable {
    static final String CURRENCY = "EUR";
    private static final long RICH_MINOR = 1_000_000;
    private static final long POOR_MINOR = 3_000;
    private static final int MAX_BETS = 400_000;
    /** Well below the interval that the program asks for. */
    private static final long PING_S = 10;

    private final HttpClient http;
    private final Program program;
    private final Api api;
    private final Tables tables = Tables.STANDARD;
    private final Floor floor = new Floor();
    private final History history;
    private final List<Player> players;
    private final String operatorToken;
    private final Calls calls;
    private final Cashier cashier;
    private final Dealer dealer;
    private final Bettors bettors;
    private final Witness witness;
    private final ScheduledExecutorService pings =
            Executors.newSingleThreadScheduledExecutor(task -> Bettors.daemon(task, "pings"));

    private Casino(HttpClient http, Program program, int playerCount, long seed, Clock clock) {
        this.http = http;
        this.program = program;
        this.api = new Api(http, program.api(), clock);
        this.history = new History(clock, MAX_BETS);
        var random = new SplittableRandom(seed);
        String run = "k" + HexFormat.of().toHexDigits((short) random.nextInt());
        JsonNode operator = api.post(
                        "/dev/operators", Json.object().put("name", "olga").put("role", "operator"), null)
                .orFail("a new operator");
        this.operatorToken = Json.text(operator, "token");
        this.players = newPlayers(playerCount);
        this.calls = new Calls(api, operatorToken);
        this.cashier = new Cashier(calls, history, players, CURRENCY, run, random.nextLong());
        for (int i = 0; i < players.size(); i++) {
            cashier.opened(players.get(i).playerId(), openingBalance(i));
        }
        this.dealer = new Dealer(calls, cashier, history, tables.provider(), clock, run, random.nextLong());
        this.bettors = new Bettors(players, tables, floor, history, clock, random.nextLong());
        var unused = pings.scheduleWithFixedDelay(this::pingEveryone, PING_S, PING_S, TimeUnit.SECONDS);
        this.witness = new Witness(api, players, tables, CURRENCY, operatorToken, clock);
    }

    /** Starts a program on an empty directory, and everyone takes a seat. */
    static Casino open(String classPath, Path home, int playerCount, int bettingWindowMs, long seed) {
        return open(classPath, home, playerCount, bettingWindowMs, seed, Map.of());
    }

    /** The same with variables for the program, such as those of {@link Program#on}. */
    static Casino open(
            String classPath,
            Path home,
            int playerCount,
            int bettingWindowMs,
            long seed,
            Map<String, String> environment) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        var program = new Program(
                classPath, tables(bettingWindowMs), home, Ports.free(new SplittableRandom()), http, environment);
        var stop = new Thread(program::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            program.start();
            var casino = new Casino(http, program, playerCount, seed, Clock.systemUTC());
            casino.seatEveryone();
            return casino;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** The standard tables, with house rounds that follow each other more quickly than people would like. */
    private static String tables(int bettingWindowMs) {
        String table = """
                { table-id = "%s", owner = "%s", game = "%s", currency = "%s", books = 4
                  min-stake-minor = 10, max-stake-minor = 1000000, betting-window = %d ms, pause = %d ms }
                """;
        Tables standard = Tables.STANDARD;
        return "croupier.round.house-tables = [\n"
                + table.formatted(standard.roulette(), "house", "roulette", CURRENCY, bettingWindowMs, 500)
                + table.formatted(standard.crash(), "house", "crash", CURRENCY, bettingWindowMs, 500)
                + table.formatted(standard.provider(), "dev", "roulette", CURRENCY, 0, 0)
                + "]\n";
    }

    private static long openingBalance(int player) {
        return player == 0 ? POOR_MINOR : RICH_MINOR;
    }

    private List<Player> newPlayers(int count) {
        List<Player> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode player = api.post(
                            "/dev/players",
                            Json.object()
                                    .put("name", "sim" + i)
                                    .put("balanceMinor", openingBalance(i))
                                    .put("currency", CURRENCY),
                            null)
                    .orFail("a new player");
            made.add(new Player(Json.text(player, "playerId"), Json.text(player, "token")));
        }
        return List.copyOf(made);
    }

    /** Every player takes a new seat; the last one's tells the floor what happens at the tables. */
    void seatEveryone() {
        for (int i = 0; i < players.size(); i++) {
            players.get(i).sit(newSeat(players.get(i), i == players.size() - 1));
        }
    }

    private void pingEveryone() {
        for (Player player : players) {
            Seat seat = player.seat();
            if (seat != null) {
                seat.ping();
            }
        }
    }

    Seat newSeat(Player player, boolean watching) {
        return new Seat(http, program.live(), player, tables.all(), history, watching ? floor : null);
    }

    void everyoneLeaves() {
        players.forEach(Player::leave);
        floor.lost();
    }

    Program program() {
        return program;
    }

    Api api() {
        return api;
    }

    Tables tables() {
        return tables;
    }

    Floor floor() {
        return floor;
    }

    History history() {
        return history;
    }

    List<Player> players() {
        return players;
    }

    Calls calls() {
        return calls;
    }

    Cashier cashier() {
        return cashier;
    }

    Dealer dealer() {
        return dealer;
    }

    Bettors bettors() {
        return bettors;
    }

    Witness witness() {
        return witness;
    }

    @Override
    public void close() {
        pings.shutdownNow();
        bettors.close();
        dealer.close();
        everyoneLeaves();
        program.close();
    }
}
