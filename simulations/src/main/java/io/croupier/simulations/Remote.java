package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target that runs already. */
final class Remote {
    private static final int MOST_TABLES = 12;

    private Remote() {}

    /** Throws {@link SimulationException} where it is somebody else's machine and nobody said that it may be loaded. */
    static Target target(SimulationOptions options, HttpClient http) {
        URI url = options.url();
        if (url == null) {
            throw new IllegalArgumentException("no --url");
        }
        if (!options.allowRemote() && !isLoopback(url)) {
            throw new SimulationException(url + " is not this machine: give --allow-remote if you may load it");
        }
        var api = new Api(http, url, Clock.systemUTC());
        JsonNode config = api.get("/v1/config", null).orFail(url + "/v1/config");
        URI live = options.live() != null ? door(options.live().toString()) : live(url, config);
        if (live.getScheme().equals("wss") && options.scale().watchers() > 0) {
            throw new SimulationException(live + ": watchers do not speak TLS; give --watchers 0, bettors do");
        }
        return new Target(
                url,
                live,
                options.providerKey(),
                options.operatorToken(),
                members(options.playerTokens()),
                false,
                null);
    }

    private static URI live(URI url, JsonNode config) {
        String told = Json.text(config, "liveUrl");
        return told.isEmpty()
                ? door((url.getScheme().equals("https") ? "wss" : "ws") + "://" + url.getHost() + ":"
                        + Json.required(config, "livePort"))
                : URI.create(told);
    }

    /** The door's path is fixed; whoever names the door may leave it out. */
    private static URI door(String base) {
        return URI.create(base.endsWith("/live") ? base : base.replaceAll("/+$", "") + "/live");
    }

    private static boolean isLoopback(URI url) {
        try {
            return InetAddress.getByName(url.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new SimulationException(url + ": no such host", unknown);
        }
    }

    private static List<Target.Member> members(@Nullable Path file) {
        List<Target.Member> members = new ArrayList<>();
        if (file == null) {
            return members;
        }
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] words = line.trim().split("\\s+", -1);
                if (words.length == 2) {
                    members.add(new Target.Member(words[0], words[1]));
                } else if (!line.isBlank()) {
                    throw new SimulationException(file + ": a line must be a player id and a token, apart by a space");
                }
            }
            return members;
        } catch (IOException e) {
            throw new SimulationException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The tables that it has and that the simulation can play. */
    static Tables tables(HttpClient http, Target target) {
        var api = new Api(http, target.api(), Clock.systemUTC());
        String token = target.members().isEmpty()
                ? visitor(api)
                : target.members().get(0).token();
        List<String> roulettes = new ArrayList<>();
        List<String> crashes = new ArrayList<>();
        List<String> providers = new ArrayList<>();
        for (JsonNode table : api.get("/v1/tables", token).orFail("/v1/tables").path("tables")) {
            if (!Json.text(table, "currency").equals(Casino.CURRENCY)) {
                continue;
            }
            boolean house = Json.text(table, "owner").equals("house");
            boolean roulette = Json.text(table, "game").equals("roulette");
            List<String> kind = house ? (roulette ? roulettes : crashes) : providers;
            if ((house || roulette) && kind.size() < MOST_TABLES) {
                kind.add(Json.text(table, "table"));
            }
        }
        if (roulettes.isEmpty() || crashes.isEmpty() || providers.isEmpty()) {
            throw new SimulationException(
                    target.api() + " needs a roulette, a crash table and a provider's roulette in " + Casino.CURRENCY
                            + "; it has " + roulettes + ", " + crashes + ", " + providers);
        }
        return new Tables(roulettes, crashes, providers);
    }

    private static String visitor(Api api) {
        JsonNode made = api.post(
                        "/dev/players",
                        Json.object()
                                .put("name", "visitor")
                                .put("balanceMinor", 0)
                                .put("currency", Casino.CURRENCY),
                        null)
                .orFail("a new player (is dev mode off there? then give --player-tokens)");
        return Json.text(made, "token");
    }
}
