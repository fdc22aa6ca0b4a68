package io.croupier.http.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.BonusesView.BonusView;
import io.croupier.wallet.domain.BonusesView.FreeBetsView;
import io.croupier.wallet.domain.FreeBetTerms;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Bonuses and free bets as operators grant them, and as players and operators are told of them. */
public final class BonusJson {
    /** A thousand times. */
    private static final int MOST_WAGERING_X100 = 100_000;

    private BonusJson() {}

    /** The fields of a bonus but for its amount. */
    public static BonusTerms terms(JsonBody body, long amountMinor) {
        return new BonusTerms(
                required(body, amountMinor),
                body.has("tables") ? body.ids("tables", BonusTerms.MOST_TABLES) : List.of(),
                oneOf(body, "order", BonusTerms.Order.REAL_FIRST),
                oneOf(body, "wins", BonusTerms.Wins.PROPORTIONAL),
                body.has("mostConvertedMinor") ? body.amountMinor("mostConvertedMinor", 0) : null,
                body.instant("expiresAt"));
    }

    private static long required(JsonBody body, long amountMinor) {
        if (body.has("wageringMinor") == body.has("wageringX100")) {
            throw body.invalid("wageringX100", "or wageringMinor must be given, and not both");
        }
        if (body.has("wageringMinor")) {
            return body.amountMinor("wageringMinor", 0);
        }
        long times = body.integer("wageringX100", 0, MOST_WAGERING_X100);
        BigInteger required = BigInteger.valueOf(amountMinor)
                .multiply(BigInteger.valueOf(times))
                .divide(BigInteger.valueOf(100));
        if (required.compareTo(BigInteger.valueOf(JsonBody.MAX_AMOUNT_MINOR)) > 0) {
            throw body.invalid("wageringX100", "of amountMinor must be at most " + JsonBody.MAX_AMOUNT_MINOR);
        }
        return required.longValueExact();
    }

    /** The fields of free bets. */
    public static FreeBetTerms freeBets(JsonBody body) {
        int count = (int) body.integer("count", 1, FreeBetTerms.MOST);
        long stake = body.amountMinor("stakeMinor", 1);
        List<String> tables = body.ids("tables", BonusTerms.MOST_TABLES);
        if (tables.isEmpty()) {
            throw body.invalid("tables", "must have at least one");
        }
        Instant expires = body.instant("expiresAt");
        int wagering = (int) body.integer("wageringX100", 0, MOST_WAGERING_X100, 0);
        Instant winningsExpire = wagering > 0 ? body.instant("winningsExpireAt") : null;
        if (winningsExpire != null && winningsExpire.isBefore(expires)) {
            throw body.invalid("winningsExpireAt", "must not be before expiresAt");
        }
        return new FreeBetTerms(count, stake, tables, expires, wagering, winningsExpire);
    }

    private static <T extends Enum<T>> T oneOf(JsonBody body, String field, T otherwise) {
        if (!body.has(field)) {
            return otherwise;
        }
        String text = body.id(field);
        T[] values = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(values)
                .filter(value -> code(value).equals(text))
                .findFirst()
                .orElseThrow(() -> body.invalid(
                        field,
                        "must be one of "
                                + Arrays.stream(values).map(BonusJson::code).toList()));
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    public static ObjectNode toJson(BonusTerms terms) {
        ObjectNode json = Json.object().put("wageringMinor", terms.requiredMinor());
        json.set("tables", strings(terms.tables()));
        return json.put("order", code(terms.order()))
                .put("wins", code(terms.wins()))
                .put("mostConvertedMinor", terms.mostConvertedMinor())
                .put("expiresAt", Json.time(terms.expiresAt()));
    }

    public static ObjectNode toJson(FreeBetTerms terms) {
        Instant winningsExpire = terms.winningsExpireAt();
        ObjectNode json = Json.object().put("count", terms.count()).put("stakeMinor", terms.stakeMinor());
        json.set("tables", strings(terms.tables()));
        return json.put("expiresAt", Json.time(terms.expiresAt()))
                .put("wageringX100", terms.wageringX100())
                .put("winningsExpireAt", winningsExpire == null ? null : Json.time(winningsExpire));
    }

    private static ArrayNode strings(List<String> texts) {
        ArrayNode list = Json.array();
        texts.forEach(list::add);
        return list;
    }

    /** What a player has. */
    public static ObjectNode toJson(String playerId, BonusesView view) {
        ObjectNode body = Json.object().put("playerId", playerId);
        ArrayNode bonuses = body.putArray("bonuses");
        view.bonuses().forEach(bonus -> bonuses.add(toJson(bonus)));
        ArrayNode free = body.putArray("freeBets");
        view.freeBets().forEach(bets -> free.add(toJson(bets)));
        return body.put("walletVersion", view.version());
    }

    private static ObjectNode toJson(BonusView bonus) {
        ObjectNode json = toJson(bonus.terms());
        return json.put("bonusId", bonus.id())
                .put("state", bonus.state().code())
                .put("grantedMinor", bonus.grantedMinor())
                .put("bonusMinor", bonus.moneyMinor())
                .put("wageringMinor", bonus.requiredMinor())
                .put("wageredMinor", bonus.wageredMinor())
                .put("convertedMinor", bonus.convertedMinor());
    }

    private static ObjectNode toJson(FreeBetsView bets) {
        return toJson(bets.terms()).put("freeBetId", bets.id()).put("left", bets.left());
    }
}
