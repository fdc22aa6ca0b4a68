package io.croupier.http.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.edge.RestrictionJson;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.LimitPeriod;
import io.croupier.wallet.domain.ProtectionView;
import io.croupier.wallet.domain.ProtectionView.LimitView;
import io.croupier.wallet.domain.Transaction.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A player's limits and exclusion as players and operators ask for them, and as they are told. */
public final class Limits {
    /** Each kind of money in each period, and the session. */
    private static final int MOST = 16;

    private static final long LONGEST_SESSION_S = Duration.ofHours(24).toSeconds();

    private Limits() {}

    /** The field {@code limits}: one to 16, each kind and period once. */
    public static List<Wanted> wanted(JsonBody body, LimitKey.Setter setBy) {
        List<Wanted> wanted = new ArrayList<>();
        Set<LimitKey> seen = new HashSet<>();
        for (JsonBody item : body.objects("limits", MOST)) {
            LimitKey key = key(item, setBy);
            if (!seen.add(key)) {
                throw item.invalid("kind", "must not come twice with the same period");
            }
            wanted.add(new Wanted(key, most(item, key.kind())));
        }
        if (wanted.isEmpty()) {
            throw body.invalid("limits", "must have at least one");
        }
        return wanted;
    }

    private static LimitKey key(JsonBody item, LimitKey.Setter setBy) {
        LimitKind kind = oneOf(item, "kind", LimitKind.values(), LimitKind::code);
        LimitPeriod period = oneOf(item, "period", LimitPeriod.values(), LimitPeriod::code);
        if ((kind == LimitKind.TIME) != (period == LimitPeriod.SESSION)) {
            throw item.invalid(
                    "period", kind == LimitKind.TIME ? "must be session for time" : "must be day, week or month");
        }
        return new LimitKey(setBy, kind, period);
    }

    private static <T> T oneOf(JsonBody item, String field, T[] values, Function<T, String> code) {
        String text = item.id(field);
        Optional<T> found = Arrays.stream(values)
                .filter(value -> code.apply(value).equals(text))
                .findFirst();
        return found.orElseThrow(() -> item.invalid(
                field, "must be one of " + Arrays.stream(values).map(code).toList()));
    }

    private static @Nullable Long most(JsonBody item, LimitKind kind) {
        if (kind == LimitKind.TIME) {
            Long seconds = item.nullableInteger("seconds", 0, LONGEST_SESSION_S);
            return seconds == null ? null : Duration.ofSeconds(seconds).toMillis();
        }
        return item.nullableInteger("amountMinor", 0, JsonBody.MAX_AMOUNT_MINOR);
    }

    /** What was wanted, for the trail of operators' actions. */
    public static ArrayNode toJson(List<Wanted> wanted) {
        ArrayNode list = Json.array();
        for (Wanted limit : wanted) {
            ObjectNode json = RestrictionJson.key(limit.key());
            RestrictionJson.putAmount(json, limit.key().kind(), limit.most());
            list.add(json);
        }
        return list;
    }

    /** What protects a player now. */
    public static ObjectNode toJson(String playerId, ProtectionView protection) {
        ArrayNode list = Json.array();
        protection.limits().forEach(limit -> list.add(toJson(limit)));
        ObjectNode body = Json.object().put("playerId", playerId);
        body.set("limits", list);
        return body.put("excluded", protection.excluded())
                .put("excludedUntil", RestrictionJson.time(protection.excludedUntil()))
                .put("frozen", protection.frozen())
                .put("walletVersion", protection.version());
    }

    private static ObjectNode toJson(LimitView limit) {
        LimitKind kind = limit.key().kind();
        ObjectNode json = RestrictionJson.key(limit.key());
        RestrictionJson.putAmount(json, kind, limit.most());
        RestrictionJson.putUsed(json, kind, limit.used());
        json.put("resetsAt", RestrictionJson.time(limit.resetsAt()));
        if (limit.laterFrom() != null) {
            ObjectNode later = json.putObject("later");
            RestrictionJson.putAmount(later, kind, limit.laterMost());
            later.put("from", RestrictionJson.time(limit.laterFrom()));
        }
        return json;
    }
}
