package io.croupier.simulations;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends the program again and again, as {@link Strike} has it, and judges after each restart, as soon as nothing is under way,
 * whether every acknowledged bet ended once and every cent is explained. What each end hit is read from the database before
 * the restart. Where too few hit what they should, more follow, up to twice as many.
 */
final class KillsSimulation {
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(8);
    private static final Duration LAST_QUIET_LIMIT = Duration.ofSeconds(200);
    /** In which a program that was just started may still be late. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final int REPEATED_BETS = 12;
    private static final int REPEATED_CALLS = 6;

    private final KillsOptions options;
    private final Strike strike;
    private final String classPath;
    private final Printout out;
    private final RandomGenerator random;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Flights.Span> disturbances = new ArrayList<>();
    private Set<String> undisturbed = Set.of();
    private Set<String> interruptedByItself = Set.of();
    private @Nullable Journal journal;
    private int kills;
    private int judged;
    private int resolved;

    KillsSimulation(KillsOptions options, Strike strike, String classPath, PrintWriter out) {
        this.options = options;
        this.strike = strike;
        this.classPath = classPath;
        this.out = new Printout(out);
        this.random = new SplittableRandom(options.seed());
    }

    /** Runs it; true where nothing differs and enough kills hit something. */
    boolean run() {
        Path home = Home.make("kills");
        out.say(
                "%s: %d times, seed %d, %d players; the program's log is %s",
                strike.name(), options.times(), options.seed(), options.players(), home.resolve("program.log"));
        boolean good = false;
        try (Casino casino = Casino.open(
                classPath, strike.jvmFlags(), home, options.players(), options.bettingWindowMs(), options.seed())) {
            play(casino);
            good = differences.isEmpty() && strike.enough();
            summary(casino);
        }
        out.leave(home, !good || options.keep());
        return good;
    }

    private void play(Casino casino) {
        casino.dealer().start();
        int most = 2 * options.times();
        while (differences.isEmpty() && (kills < options.times() || (!strike.enough() && kills < most))) {
            killOnce(casino);
        }
        if (differences.isEmpty()) {
            judge(casino, LAST_QUIET_LIMIT, true);
        }
    }

    private void killOnce(Casino casino) {
        casino.dealer().resume();
        if (kills % 4 == 1) {
            casino.bettors().play(false);
            repeatInParallel(casino);
        }
        Instant from = Instant.now();
        String how = strike.end(casino, kills);
        kills++;
        casino.bettors().pause();
        casino.dealer().pause();
        casino.everyoneLeaves();
        Journal.Outstanding found = journal(casino).outstanding();
        strike.found(found);
        long began = System.nanoTime();
        casino.program().start();
        casino.seatEveryone();
        Duration back = Duration.ofNanos(System.nanoTime() - began);
        disturbances.add(new Flights.Span(from, Instant.now().plus(SETTLING)));
        int unanswered = new Resolver(casino).resolveEverything().size();
        resolved += unanswered;
        out.say(
                "end %d/%d %s: %d intents open, %d credits unpaid, back after %.1f s, %d answers asked for again",
                kills,
                options.times(),
                how,
                found.openIntents(),
                found.unpaidCredits(),
                back.toMillis() / 1e3,
                unanswered);
        judge(casino, QUIET_LIMIT, false);
    }

    private Journal journal(Casino casino) {
        Journal known = journal;
        if (known == null) {
            known = new Journal(() -> casino.program().embedded().connect());
            journal = known;
        }
        return known;
    }

    private void repeatInParallel(Casino casino) {
        String table = casino.tables().roulette();
        casino.floor()
                .await(table, now -> now.takesBets(Clock.systemUTC().instant().plusMillis(500)), Duration.ofSeconds(30))
                .ifPresent(round -> {
                    Player player =
                            casino.players().get(random.nextInt(casino.players().size()));
                    var bet = new Placed(
                            player.playerId(),
                            player.nextBetId(),
                            table,
                            round.roundId(),
                            Selections.roulette(random),
                            random.nextInt(10, 100));
                    differences.addAll(new Resolver(casino).repeatInParallel(bet));
                });
    }

    /** Repeats some requests, and where everything has come to rest in time holds the whole evidence to the rules. */
    private void judge(Casino casino, Duration limit, boolean last) {
        differences.addAll(new Resolver(casino).repeatSome(REPEATED_BETS, random));
        casino.calls()
                .repeatSome(REPEATED_CALLS, random)
                .forEach(
                        fault -> differences.add(Difference.of("repeated call got another answer", "provider", fault)));
        casino.dealer().pause();
        boolean quiet = casino.dealer().awaitIdle(limit.plusSeconds(10))
                && casino.witness().awaitQuiet(casino.history(), limit);
        if (quiet) {
            judged++;
            Set<String> interrupted = journal(casino).interruptedFlights();
            judgeInterruptions(casino, interrupted);
            differences.addAll(Oracle.judge(casino.witness()
                    .evidence(
                            casino.history(),
                            casino.cashier().moved(),
                            casino.dealt(),
                            casino.brokenOff(interrupted),
                            Evidence.Others.NONE)));
            journal(casino).faults().forEach(fault -> differences.add(Difference.of("journal", "events", fault)));
        } else if (last) {
            differences.add(Difference.of(
                    "bets do not end", "tables", "something is still open after " + limit.toSeconds() + " s"));
        }
        differences.addAll(casino.witness().proofFaults());
        casino.history().protocolFaults().forEach(fault -> differences.add(Difference.of("protocol", "client", fault)));
    }

    private void judgeInterruptions(Casino casino, Set<String> interrupted) {
        Set<String> flights =
                casino.flights().stream().map(Evidence.RoundKey::roundId).collect(Collectors.toSet());
        undisturbed = journal(casino).flights(flights).undisturbed(disturbances);
        interruptedByItself = undisturbed.stream().filter(interrupted::contains).collect(Collectors.toSet());
        Flights.brokenOffForNoReason(interruptedByItself, undisturbed.size()).ifPresent(differences::add);
    }

    private void summary(Casino casino) {
        List<BetStory> stories = casino.history().stories();
        long accepted = stories.stream().filter(BetStory::accepted).count();
        long staked = stories.stream()
                .filter(BetStory::accepted)
                .mapToLong(story -> story.placed().stakeMinor())
                .sum();
        out.say("");
        out.say("%d ends: %s", kills, strike.summary());
        out.say(
                "%d bets sent, %d accepted with stakes of %d.%02d %s, rejected: %s, %d answers lost and asked for again",
                stories.size(),
                accepted,
                staked / 100,
                staked % 100,
                Casino.CURRENCY,
                casino.history().rejections(),
                resolved);
        out.say(
                "%d other movements of money, %d draws proven, the whole evidence judged %d times",
                casino.cashier().moved().size(), casino.witness().proofsChecked(), judged);
        out.say(
                "%d crash flights with bets in the air while nothing was done to the program, %d of them broken off by it",
                undisturbed.size(), interruptedByItself.size());
        if (!strike.enough()) {
            out.say("FAILED: too few hit what they should, so this run proves too little");
        }
        out.verdict(differences, options.seed(), Printout.ALL_WELL);
    }
}
