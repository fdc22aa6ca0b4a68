package io.croupier.http.api;

import com.typesafe.config.Config;
import io.croupier.http.audit.Audits;
import io.croupier.http.door.Currencies;
import io.croupier.http.door.DoorSettings;
import io.croupier.http.store.ProviderKeys;
import java.time.Duration;
import java.util.Set;

/**
 * What {@code croupier.api} says; the keys are explained in {@code reference.conf}.
 *
 * @param askTimeout for rounds and tables; wallets have one of their own
 * @param signatureWindow how far a provider's time stamp may be off
 * @param operatorRoles roles that open the operators' API
 */
record ApiSettings(
        DoorSettings doors,
        Duration askTimeout,
        Duration signatureWindow,
        Duration keyRefresh,
        ProviderKeys.Settings keys,
        Audits.Settings audit,
        Set<String> operatorRoles,
        Currencies currencies,
        Duration devTokenLifetime) {
    ApiSettings {
        operatorRoles = Set.copyOf(operatorRoles);
    }

    static ApiSettings from(Config config) {
        Config api = config.getConfig("croupier.api");
        return new ApiSettings(
                DoorSettings.from(api),
                api.getDuration("ask-timeout"),
                api.getDuration("signature-window"),
                api.getDuration("provider-keys.refresh-interval"),
                new ProviderKeys.Settings(
                        api.getInt("provider-keys.max-keys"), api.getDuration("provider-keys.miss-interval")),
                new Audits.Settings(
                        api.getLong("audit.max-events"),
                        api.getInt("audit.fetch-size"),
                        api.getDuration("audit.cached")),
                Set.copyOf(api.getStringList("operator-roles")),
                Currencies.from(config),
                api.getDuration("dev-token-lifetime"));
    }
}
