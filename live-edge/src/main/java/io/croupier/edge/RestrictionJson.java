package io.croupier.edge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.LimitKind;
import io.croupier.wallet.domain.Restriction;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stood in a player's way, in the words of the public protocols: which limit and when it resets, or which block. */
public final class RestrictionJson {
    private static final long MS_PER_S = 1_000;

    private RestrictionJson() {}

    /** Adds {@code limit} or {@code block} to a refusal; nothing where neither stood in the way. */
    public static void put(ObjectNode refusal, @Nullable Restriction restriction) {
        if (restriction == null) {
            return;
        }
        LimitKey key = restriction.limit();
        if (key == null) {
            refusal.putObject("block")
                    .put("kind", restriction.kind().name().toLowerCase(Locale.ROOT))
                    .put("until", time(restriction.resetsAt()));
            return;
        }
        ObjectNode limit = key(key);
        putAmount(limit, key.kind(), restriction.most());
        putUsed(limit, key.kind(), restriction.used());
        refusal.set("limit", limit.put("resetsAt", time(restriction.resetsAt())));
    }

    /** {@code kind}, {@code period} and {@code setBy}. */
    public static ObjectNode key(LimitKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", key.kind().code())
                .put("period", key.period().code())
                .put("setBy", key.setBy().name().toLowerCase(Locale.ROOT));
    }

    /** {@code amountMinor}, or of a limit of time {@code seconds}; null: no limit. */
    public static void putAmount(ObjectNode limit, LimitKind kind, @Nullable Long most) {
        if (kind == LimitKind.TIME) {
            limit.put("seconds", most == null ? null : most / MS_PER_S);
        } else {
            limit.put("amountMinor", most);
        }
    }

    /** {@code usedMinor}, or of a limit of time {@code usedSeconds}. */
    public static void putUsed(ObjectNode limit, LimitKind kind, long used) {
        if (kind == LimitKind.TIME) {
            limit.put("usedSeconds", used / MS_PER_S);
        } else {
            limit.put("usedMinor", used);
        }
    }

    /** Null stays null. */
    public static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : Json.time(at);
    }
}
