package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;

/** A target with players, bettors, a provider and a cashier: everything that a simulation is made of. */
final class Casino implements AutoCloseable {
    static final String CURRENCY = "EUR";
    private static final long RICH_MINOR = 1_000_000;
    private static final long POOR_MINOR = 3_000;
    /** Of the log that the judgement needs, which is held in memory: about 2 KiB each. */
    static final int MAX_BETS = 1_000_000;
    /** Between rounds of the house, shorter than people would like. */
    private static final long PAUSE_MS = 500;
    /** Well below the interval that the program asks for. */
    private static final long PING_S = 10;

    private static final int RUN_DIGITS = 12;
    private static final SecureRandom RUNS = new SecureRandom();

    /** What ids begin with that must never have been used before. */
    private final String run = newRun();

    private final HttpClient http;
    private final Target target;
    private final Api api;
    private final Tables tables;
    private final Floor floor = new Floor();
    private final History history;
    private final List<Player> players;
    private final Calls calls;
    private final Cashier cashier;
    private final List<Dealer> dealers;
    private final Bettors bettors;
    private final Witness witness;
    private final Evidence.Others others;
    private final ScheduledExecutorService pings =
            Executors.newSingleThreadScheduledExecutor(task -> Bettors.daemon(task, "pings"));

    /** @param playerCount the first of them is poor where dev mode makes them */
    Casino(HttpClient http, Target target, Tables tables, int playerCount, long seed, Clock clock) {
        this.http = http;
        this.target = target;
        this.tables = tables;
        this.api = new Api(http, target.api(), clock);
        this.history = new History(clock, MAX_BETS);
        var random = new SplittableRandom(seed);
        String operatorToken = target.operatorToken(api);
        this.players = target.members().isEmpty()
                ? newPlayers(api, "sim", playerCount, Casino::openingBalance)
                : members(playerCount);
        this.calls = new Calls(api, target.providerKey(), operatorToken);
        this.cashier = new Cashier(calls, history, players, CURRENCY, "k" + run, random.nextLong());
        for (Player player : players) {
            JsonNode wallet = api.get("/v1/me/wallet", player.token()).orFail("wallet of " + player.playerId());
            cashier.opened(player.playerId(), Json.required(wallet, "balanceMinor"));
        }
        List<Dealer> made = new ArrayList<>();
        for (String table : tables.providers()) {
            Runnable betweenRounds = made.isEmpty() ? cashier::work : () -> {};
            String rounds = "k" + run + (made.isEmpty() ? "" : "-" + made.size());
            made.add(new Dealer(calls, betweenRounds, history, table, clock, rounds, random.nextLong()));
        }
        this.dealers = List.copyOf(made);
        this.bettors = new Bettors(players, tables, floor, history, clock, random.nextLong());
        var unused = pings.scheduleWithFixedDelay(this::pingEveryone, PING_S, PING_S, TimeUnit.SECONDS);
        this.witness = new Witness(api, players, tables, CURRENCY, operatorToken, clock);
        this.others = target.own() ? Evidence.Others.NONE : strangers();
    }

    /** What the audit knows beyond the wallets of this run's players, which have not moved yet. */
    private Evidence.Others strangers() {
        Evidence.Audit before = witness.audit();
        long ours =
                cashier.moved().stream().mapToLong(Evidence.Cash::amountMinor).sum();
        return new Evidence.Others(Math.subtractExact(before.playersMinor(), ours), before.inPlayMinor(), null, false);
    }

    /** Not from the seed: a program that has met this seed before remembers the ids of its transactions and rounds for ever. */
    private static String newRun() {
        return HexFormat.of().toHexDigits(RUNS.nextLong(), RUN_DIGITS);
    }

    static HttpClient newHttpClient() {
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Starts a program on an empty directory, and everyone takes a seat. */
    static Casino open(
            String classPath, List<String> jvmFlags, Path home, int playerCount, int bettingWindowMs, long seed) {
        HttpClient http = newHttpClient();
        Tables tables = Tables.STANDARD;
        var program = new Program(
                classPath,
                tables.config(CURRENCY, bettingWindowMs, PAUSE_MS),
                home,
                Ports.free(new SplittableRandom()),
                http,
                Map.of(),
                jvmFlags);
        var stop = new Thread(program::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            program.start();
            var casino = new Casino(http, Target.of(program), tables, playerCount, seed, Clock.systemUTC());
            casino.seatEveryone();
            return casino;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    private static long openingBalance(int player) {
        return player == 0 ? POOR_MINOR : RICH_MINOR;
    }

    /** Makes players by dev mode, whose names begin with {@code prefix}, each with an opening balance by their number. */
    static List<Player> newPlayers(Api api, String prefix, int count, IntToLongFunction openingMinor) {
        List<Player> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode player = api.post(
                            "/dev/players",
                            Json.object()
                                    .put("name", prefix + i)
                                    .put("balanceMinor", openingMinor.applyAsLong(i))
                                    .put("currency", CURRENCY),
                            null)
                    .orFail("a new player (is dev mode off there? then give --player-tokens)");
            made.add(new Player(Json.text(player, "playerId"), Json.text(player, "token")));
        }
        return List.copyOf(made);
    }

    private List<Player> members(int count) {
        if (target.members().size() < count) {
            throw new SimulationException(count + " players are wanted, and there are tokens of "
                    + target.members().size());
        }
        return target.members().subList(0, count).stream()
                .map(member -> new Player(member.playerId(), member.token()))
                .toList();
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
                // A lost pong shows as a closed socket.
                var unused = seat.ping().exceptionally(lost -> Json.object());
            }
        }
    }

    Seat newSeat(Player player, boolean watching) {
        return new Seat(http, target.live(), player, tables.all(), history, watching ? floor : null);
    }

    void everyoneLeaves() {
        players.forEach(Player::leave);
        floor.lost();
    }

    /** No other run's, whatever its seed: what follows it in an id need be unique in this run alone. */
    String run() {
        return run;
    }

    Target target() {
        return target;
    }

    /** The program, where it is the simulation's own. */
    Program program() {
        Program own = target.program();
        if (own == null) {
            throw new IllegalStateException(target + " was not started by the simulation");
        }
        return own;
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

    /** The dealer of the first of the provider's tables. */
    Dealer dealer() {
        return dealers.get(0);
    }

    List<Dealer> dealers() {
        return dealers;
    }

    /** What the provider said of its rounds, by round id. */
    Map<String, Evidence.RoundView> dealt() {
        Map<String, Evidence.RoundView> dealt = new HashMap<>();
        dealers.forEach(dealer -> dealt.putAll(dealer.results()));
        return dealt;
    }

    /** Crash rounds with a bet. */
    Set<Evidence.RoundKey> flights() {
        return history.stories().stream()
                .map(BetStory::placed)
                .filter(bet -> tables.isCrash(bet.table()))
                .map(bet -> new Evidence.RoundKey(bet.table(), bet.roundId()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Flights that are among these, whose books were out of reach: their bets may be refunded. */
    Set<Evidence.RoundKey> brokenOff(Set<String> interrupted) {
        return flights().stream()
                .filter(round -> interrupted.contains(round.roundId()))
                .collect(Collectors.toUnmodifiableSet());
    }

    Bettors bettors() {
        return bettors;
    }

    /** The wallets that were there before this run's players were. */
    Evidence.Others others() {
        return others;
    }

    Witness witness() {
        return witness;
    }

    @Override
    public void close() {
        pings.shutdownNow();
        bettors.close();
        dealers.forEach(Dealer::close);
        everyoneLeaves();
        if (target.program() != null) {
            target.program().close();
        }
    }
}
