package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosPlan;
import io.croupier.simulations.chaos.Faults;
import io.croupier.simulations.chaos.PlanException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario can be told.
 *
 * @param nodes of the program that is started; more than one are a cluster
 * @param url of a program that runs already; null: one is started
 * @param operatorToken null: dev mode's
 * @param playerTokens a file with a player id and a token per line, apart by a space; null: dev mode makes players
 * @param dbUrl a JDBC address with user and password, to read the events of a program that runs already; null: judged from
 *     outside only
 * @param report the folder for report.html and report.json
 * @param baseline the report.json of a former run
 */
record SimulationOptions(
        Scenario scenario,
        Preset preset,
        Scale scale,
        Duration warmUp,
        long seed,
        int nodes,
        @Nullable URI url,
        @Nullable URI live,
        Api.ProviderKey providerKey,
        @Nullable String operatorToken,
        @Nullable Path playerTokens,
        @Nullable String dbUrl,
        ChaosOptions chaos,
        boolean allowRemote,
        Duration settleWithin,
        Path report,
        @Nullable Path baseline,
        boolean keep,
        Map<String, String> given) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_NODES = 9;
    private static final int MOST_PLAYERS = 5_000;
    private static final int MOST_WATCHERS = 50_000;
    /** Of a node, unless it is told otherwise: croupier.edge.max-connections. */
    static final int MOST_CONNECTIONS = 20_000;

    static final String USAGE = """
            usage: croupier simulate <scenario> [options]

            Plays players and a provider against a program, and then holds every cent to the rules. Ends with exit code 0 where
            nothing differs and the service levels hold, 1 where not, 2 for a wrong command line. Ctrl-C ends the
            play early: what is under way is brought to its end, judged and reported all the same.

              --preset quick|standard|full   how much (quick)
              --rate N                       bets per second (by scenario and preset)
              --duration 90s                 how long: ms, s, m, h (by scenario and preset)
              --players P                    who bet, 2 to 5000 (by scenario and preset)
              --watchers W                   who only watch, 0 to 50000 (by scenario and preset)
              --warm-up 10s                  the first part of the play, which no percentile counts
              --seed S                       of every choice; printed, to run the same again (from the clock)
              --nodes N                      of the program that the simulation starts, 1 to 9: a cluster behind a front (1)
              --url URL                      a program that runs already, instead of one that the simulation starts
              --live URL                     where its players connect (what it says itself)
              --provider-key ID:SECRET       signs the provider's calls (dev:dev-secret)
              --operator-token TOKEN         pays in and audits (dev mode's)
              --player-tokens FILE           a player id and a token per line, of players with one deposit each and no
                                             bet yet (dev mode's)
              --db-url JDBC-URL              jdbc:postgresql://host:port/db?user=...&password=..., to read its events as well
                                             (judged from outside only)
              --allow-remote                 the target is not this machine, and I may load it
              --settle-within 5m             how long after the play bets may take to end
              --chaos PLAN                   breaks the started program and its database, such as kill@30s,db-stop@60s+10s
              --chaos-every 60s              the same by chance, with one fault in each interval
              --chaos-kinds kill,db-kill     which ones (all but db-full, as far as this machine can)
              --roll-to JAR                  another version's croupier.jar, for the fault roll
              --report FOLDER                for report.html and report.json (simulation-report)
              --baseline FILE                the report.json of a former run, to compare with
              --keep                         keep the started program's data and log, as where something differs
              --help                         this text

            Faults:
            """ + Faults.list().indent(2);

    /** Reads the options; a {@link UsageException} names the first one that is wrong. */
    static SimulationOptions parse(Scenario scenario, List<String> arguments, long clockSeed) throws UsageException {
        var words = new Words(arguments);
        Preset preset = words.preset();
        Scale usual = scenario.scale(preset);
        double rate = words.decimal("--rate", usual.perSecond(), 0.1, 100_000);
        Duration duration = words.duration("--duration", usual.duration());
        Scale scale =
                new Scale(rate, duration, (int) words.integer("--players", usual.players(), 2, MOST_PLAYERS), (int)
                        words.integer("--watchers", usual.watchers(), 0, MOST_WATCHERS));
        Duration usualWarmUp = Duration.ofMillis(Math.min(10_000, duration.toMillis() / 5));
        @Nullable String key = words.text("--provider-key");
        @Nullable String tokens = words.text("--player-tokens");
        @Nullable String baseline = words.text("--baseline");
        @Nullable String report = words.text("--report");
        @Nullable URI url = words.uri("--url", "http");
        @Nullable String dbUrl = words.text("--db-url");
        int nodes = (int) words.integer("--nodes", 1, 1, MOST_NODES);
        ChaosOptions chaos = words.chaos();
        refuse(url != null && nodes > 1, "--nodes is for what the simulation starts itself: not with --url");
        refuse(
                nodes > 1 && scenario.restarts(),
                scenario.name() + " stops and starts the program itself: not with --nodes");
        refuse(
                nodes > 1 && chaos.rollTo() != null,
                "--roll-to is for a single node: a cluster's nodes are rolled to the version that they have");
        refuse(url != null && chaos.any(), "--chaos breaks only what the simulation started itself: not with --url");
        refuse(
                url != null && scenario.restarts(),
                scenario.name() + " stops and starts a program of its own: not with --url");
        refuse(
                chaos.any() && scenario.restarts(),
                scenario.name() + " stops and starts the program itself: not with --chaos or --chaos-every");
        refuse(
                scale.bets() > Casino.MAX_BETS,
                String.format(
                        Locale.ROOT,
                        "--rate %.1f for --duration %s is %s requests, and a run's log holds %s: lower one of the two",
                        rate,
                        Texts.duration(duration),
                        Texts.number(scale.bets()),
                        Texts.number(Casino.MAX_BETS)));
        refuse(
                url == null && scale.connections() > MOST_CONNECTIONS,
                String.format(
                        Locale.ROOT,
                        "--players %d and --watchers %d are %s connections, and a node takes %s: ask for fewer",
                        scale.players(),
                        scale.watchers(),
                        Texts.number(scale.connections()),
                        Texts.number(MOST_CONNECTIONS)));
        refuse(url == null && dbUrl != null, "--db-url is for --url: of a program of its own the simulation knows it");
        refuse(
                dbUrl != null && !dbUrl.startsWith("jdbc:postgresql://"),
                "--db-url must be jdbc:postgresql://host:port/database?user=...&password=...");
        var options = new SimulationOptions(
                scenario,
                preset,
                scale,
                words.duration("--warm-up", usualWarmUp),
                words.integer("--seed", clockSeed, Long.MIN_VALUE, Long.MAX_VALUE),
                nodes,
                url,
                words.uri("--live", "ws"),
                key == null ? Api.ProviderKey.DEV : Words.key(key),
                words.text("--operator-token"),
                tokens == null ? null : Path.of(tokens),
                dbUrl,
                chaos,
                words.flag("--allow-remote"),
                words.duration("--settle-within", Duration.ofMinutes(5)),
                Path.of(report == null ? "simulation-report" : report),
                baseline == null ? null : Path.of(baseline),
                words.flag("--keep"),
                words.shown());
        words.refuseTheRest();
        if (options.warmUp.compareTo(duration) >= 0) {
            throw new UsageException("--warm-up must be shorter than --duration");
        }
        return options;
    }

    private static void refuse(boolean wrong, String rule) throws UsageException {
        if (wrong) {
            throw new UsageException(rule);
        }
    }

    /** The words of a command line, taken away one by one. */
    private static final class Words {
        private static final List<String> FLAGS = List.of("--allow-remote", "--keep");
        private static final List<String> SECRET = List.of("--provider-key", "--operator-token", "--db-url");
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, String> shown = new TreeMap<>();

        Words(List<String> arguments) throws UsageException {
            for (int i = 0; i < arguments.size(); i++) {
                String name = arguments.get(i);
                if (!name.startsWith("--")) {
                    throw new UsageException("unexpected " + name + "; options begin with --");
                }
                String value = "";
                if (!FLAGS.contains(name)) {
                    if (++i == arguments.size()) {
                        throw new UsageException(name + " needs a value");
                    }
                    value = arguments.get(i);
                }
                if (values.put(name, value) != null) {
                    throw new UsageException(name + " is given twice");
                }
                shown.put(name.substring(2), SECRET.contains(name) ? "(given)" : value);
            }
        }

        Map<String, String> shown() {
            return Map.copyOf(shown);
        }

        boolean flag(String name) {
            return values.remove(name) != null;
        }

        @Nullable String text(String name) {
            return values.remove(name);
        }

        ChaosOptions chaos() throws UsageException {
            String plan = values.remove("--chaos");
            Duration every = duration("--chaos-every", Duration.ZERO);
            String kinds = values.remove("--chaos-kinds");
            String rollTo = values.remove("--roll-to");
            refuse(plan != null && !every.isZero(), "--chaos and --chaos-every: give one of them");
            refuse(kinds != null && every.isZero(), "--chaos-kinds is for --chaos-every");
            refuse(rollTo != null && plan == null && every.isZero(), "--roll-to is for --chaos or --chaos-every");
            refuse(!every.isZero() && every.toSeconds() < 1, "--chaos-every must be 1s or more");
            try {
                return new ChaosOptions(
                        plan == null ? null : ChaosPlan.parse(plan),
                        every.isZero() ? null : every,
                        kinds == null ? ChaosOptions.usualKinds() : ChaosOptions.kinds(kinds),
                        rollTo == null ? null : Path.of(rollTo));
            } catch (PlanException wrong) {
                throw new UsageException((plan == null ? "--chaos-kinds: " : "--chaos: ") + wrong.getMessage());
            }
        }

        Preset preset() throws UsageException {
            String text = values.remove("--preset");
            if (text == null) {
                return Preset.QUICK;
            }
            try {
                return Preset.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new UsageException("--preset " + text + ": must be quick, standard or full");
            }
        }

        long integer(String name, long otherwise, long least, long most) throws UsageException {
            String text = values.remove(name);
            if (text == null) {
                return otherwise;
            }
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // Said below, in the same words as a number out of range.
            }
            throw new UsageException(name + " " + text + ": must be a whole number from " + least + " to " + most);
        }

        double decimal(String name, double otherwise, double least, double most) throws UsageException {
            String text = values.remove(name);
            if (text == null) {
                return otherwise;
            }
            try {
                double value = Double.parseDouble(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                // Said below, in the same words as a number out of range.
            }
            throw new UsageException(name + " " + text + ": must be a number from " + least + " to " + (long) most);
        }

        Duration duration(String name, Duration otherwise) throws UsageException {
            String text = values.remove(name);
            if (text == null) {
                return otherwise;
            }
            Matcher parts = DURATION.matcher(text);
            if (parts.matches()) {
                long number = Long.parseLong(parts.group(1));
                Duration value = switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
                if (value.compareTo(LONGEST) <= 0) {
                    return value;
                }
            }
            throw new UsageException(name + " " + text + ": must be a number with ms, s, m or h, at most 24h");
        }

        @Nullable URI uri(String name, String scheme) throws UsageException {
            String text = values.remove(name);
            if (text == null) {
                return null;
            }
            try {
                URI uri = URI.create(text);
                if (uri.getHost() != null
                        && (scheme.equals(uri.getScheme()) || (scheme + "s").equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (IllegalArgumentException malformed) {
                // Said below.
            }
            throw new UsageException(
                    name + " " + text + ": must be " + scheme + "://host:port or " + scheme + "s://...");
        }

        static Api.ProviderKey key(String text) throws UsageException {
            int colon = text.indexOf(':');
            if (colon < 1 || colon == text.length() - 1) {
                throw new UsageException("--provider-key: must be ID:SECRET");
            }
            return new Api.ProviderKey(text.substring(0, colon), text.substring(colon + 1));
        }

        void refuseTheRest() throws UsageException {
            if (!values.isEmpty()) {
                throw new UsageException("unknown option " + new TreeMap<>(values).firstKey()
                        + "; croupier simulate <scenario> --help lists them");
            }
        }
    }
}
