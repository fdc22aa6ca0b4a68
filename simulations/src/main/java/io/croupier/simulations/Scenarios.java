package io.croupier.simulations;

import io.croupier.simulations.load.RateCurve;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The scenarios that there are. */
final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new Steady(),
            new Soak(),
            new Spike(),
            new HotRound(),
            new Storm(),
            new Flights(),
            new Herd(),
            new SlowReaders(),
            new Duplicates(),
            new ColdStart(),
            new Rest());

    private Scenarios() {}

    static List<Scenario> all() {
        return ALL;
    }

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    /** What quick is, and with it the others. */
    static Scale scale(Preset preset, double perSecond, int players, int watchers) {
        return switch (preset) {
            case QUICK -> new Scale(perSecond, Duration.ofSeconds(75), players, watchers);
            case STANDARD -> new Scale(perSecond, Duration.ofMinutes(10), 5 * players, 10 * watchers);
            case FULL -> new Scale(10 * perSecond, fullDuration(10 * perSecond), 25 * players, 75 * watchers);
        };
    }

    /** An hour, or whole minutes that leave a tenth of the log free: how many bets are due is drawn, too. */
    private static Duration fullDuration(double perSecond) {
        long minutes = (long) (0.9 * Casino.MAX_BETS / perSecond / 60);
        return Duration.ofMinutes(Math.min(60, minutes));
    }

    /** Deposits, withdrawals and the provider's rounds go on in the background of every scenario. */
    static void deal(Run run) {
        run.casino().dealers().forEach(Dealer::start);
        run.play().ping(5);
    }

    /** A mix of everything. */
    private static class Steady implements Scenario {
        @Override
        public String name() {
            return "steady";
        }

        @Override
        public String about() {
            return "a steady evening: bets on all tables, cash-outs, a provider's rounds and wallet calls, reads";
        }

        @Override
        public Scale scale(Preset preset) {
            return Scenarios.scale(preset, 60, 40, 50);
        }

        @Override
        public Tables tables() {
            return Tables.of(3, 2, 2);
        }

        @Override
        public void play(Run run) {
            deal(run);
            double rate = run.scale().perSecond();
            run.play().bet(RateCurve.constant(rate));
            run.seamless().call(RateCurve.constant(rate / 6));
            run.seamless().read(RateCurve.constant(rate / 6));
            run.awaitEnd();
        }
    }

    private static final class Soak extends Steady {
        @Override
        public String name() {
            return "soak";
        }

        @Override
        public String about() {
            return "the steady evening for hours: do memory and latency stay flat?";
        }

        @Override
        public Scale scale(Preset preset) {
            Scale steady = super.scale(preset);
            Duration duration = switch (preset) {
                case QUICK -> Duration.ofMinutes(10);
                case STANDARD -> Duration.ofHours(2);
                case FULL -> Duration.ofHours(12);
            };
            // The log of bets that the judgement needs is bounded, so a long run is a slower one.
            double perSecond = preset == Preset.FULL ? 20 : 30;
            return new Scale(perSecond, duration, steady.players(), steady.watchers());
        }
    }

    /** Everyone waits for the last half second. */
    private static final class Spike implements Scenario {
        private static final Duration BEFORE_CLOSE = Duration.ofMillis(400);

        @Override
        public String name() {
            return "spike";
        }

        @Override
        public String about() {
            return "nine of ten bets come in the last 400 ms before betting closes";
        }

        @Override
        public Scale scale(Preset preset) {
            return Scenarios.scale(preset, 60, 60, 0);
        }

        @Override
        public void play(Run run) {
            deal(run);
            run.play().bet(RateCurve.constant(run.scale().perSecond() / 10));
            String table = run.casino().tables().roulette();
            Instant end = Instant.now().plus(run.scale().duration());
            String last = "";
            double owed = 0;
            Instant before = Instant.now();
            while (!run.stopped() && Instant.now().isBefore(end)) {
                Optional<Floor.Standing> round = run.casino()
                        .floor()
                        .at(table)
                        .filter(now -> now.takesBets(Clock.systemUTC().instant()));
                if (round.isEmpty() || round.get().roundId().equals(last)) {
                    run.pause(Duration.ofMillis(20));
                    continue;
                }
                last = round.get().roundId();
                run.pause(Duration.between(
                        Instant.now(), round.get().bettingClosesAt().minus(BEFORE_CLOSE)));
                owed += owedSince(run, before);
                before = Instant.now();
                int burst = (int) Math.min(owed, 5_000);
                owed -= burst;
                burst(run, table, burst);
            }
            owed += owedSince(run, before);
            run.play().demand().notSent(Demand.NotSent.TOO_LATE, (long) owed);
        }

        private static double owedSince(Run run, Instant before) {
            return run.scale().perSecond()
                    * 0.9
                    * Duration.between(before, Instant.now()).toMillis()
                    / 1e3;
        }

        private static void burst(Run run, String table, int count) {
            for (int i = 0; i < count; i++) {
                var unused = run.play().betAt(table, System.nanoTime());
            }
        }
    }

    /** Several provider tables whose results come at once. */
    private static final class Storm implements Scenario {
        @Override
        public String name() {
            return "storm";
        }

        @Override
        public String about() {
            return "a settlement storm: eight provider tables with many bets, results one upon the other, each twice";
        }

        @Override
        public Scale scale(Preset preset) {
            return Scenarios.scale(preset, 120, 60, 0);
        }

        @Override
        public Tables tables() {
            return Tables.of(1, 1, 8);
        }

        @Override
        public void play(Run run) {
            deal(run);
            run.play().bet(RateCurve.constant(run.scale().perSecond()));
            run.awaitEnd();
        }
    }

    /** Crash alone. */
    private static final class Flights implements Scenario {
        @Override
        public String name() {
            return "flights";
        }

        @Override
        public String about() {
            return "three crash tables: in each flight all who are still in it cash out within 100 ms";
        }

        @Override
        public Scale scale(Preset preset) {
            return Scenarios.scale(preset, 60, 60, 0);
        }

        @Override
        public Tables tables() {
            return Tables.of(1, 3, 1);
        }

        @Override
        public int bettingWindowMs(Scale scale) {
            return 3_000;
        }

        @Override
        public void play(Run run) {
            deal(run);
            run.play().cashOutTogether();
            run.play().bet(RateCurve.constant(run.scale().perSecond()));
            run.awaitEnd();
            run.note(LateCashOuts.of(run.casino()).toString());
        }
    }

    /** A provider behind a bad network. */
    private static final class Duplicates implements Scenario {
        @Override
        public String name() {
            return "duplicates";
        }

        @Override
        public String about() {
            return "a provider's wallet calls, half of them sent twice at once, a quarter of the rollbacks before their bet";
        }

        @Override
        public Scale scale(Preset preset) {
            return Scenarios.scale(preset, 60, 40, 0);
        }

        @Override
        public Run.Sloppiness network() {
            return Run.Sloppiness.BAD;
        }

        @Override
        public void play(Run run) {
            deal(run);
            run.play().bet(RateCurve.constant(run.scale().perSecond() / 6));
            run.seamless().call(RateCurve.constant(run.scale().perSecond()));
            run.awaitEnd();
        }
    }
}
