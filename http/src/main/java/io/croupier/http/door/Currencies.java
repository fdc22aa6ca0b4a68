package io.croupier.http.door;

import com.typesafe.config.Config;
import java.util.Currency;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The currencies that a player or a table may have: those of ISO 4217, and those that are configured. Asked where one comes
 * into the system; from then on each amount must name the currency of its wallet.
 */
public final class Currencies {
    private static final Pattern CODE = Pattern.compile(JsonBody.CURRENCY_PATTERN);
    private static final int MOST_DECIMALS = 8;

    private static final Set<String> ISO_4217 = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final Set<String> configured;

    private Currencies(Set<String> configured) {
        this.configured = Set.copyOf(configured);
    }

    /**
     * Reads {@code croupier.currencies}: code to number of decimals.
     *
     * @throws IllegalArgumentException which names the entry that is wrong
     */
    public static Currencies from(Config config) {
        Config own = config.getConfig("croupier.currencies");
        own.root().keySet().forEach(code -> {
            int decimals = own.getInt("\"" + code + "\"");
            if (!CODE.matcher(code).matches() || decimals < 0 || decimals > MOST_DECIMALS) {
                throw new IllegalArgumentException("croupier.currencies." + code + "=" + decimals
                        + ": a code is 3 to 12 of A-Z0-9, a letter first, with 0 to " + MOST_DECIMALS + " decimals");
            }
        });
        return new Currencies(own.root().keySet());
    }

    /** The currency in this field; anything unknown ends the request with a problem that names the field. */
    public String of(JsonBody body, String field) {
        String code = body.currency(field);
        if (!ISO_4217.contains(code) && !configured.contains(code)) {
            throw body.invalid(field, "must be an ISO 4217 code, for example EUR, or one of croupier.currencies");
        }
        return code;
    }
}
