package io.croupier.http.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * Settings of a program that win over whatever else it is told: over its flags, the file that {@code CROUPIER_CONFIG} names, and
 * its usual variables. They are variables of its environment too, in the form that the configuration library reads before all
 * else where {@link #FLAG} is given. Flags would win as well, but every user of the machine can read them, and there are passwords
 * among the settings.
 */
final class ForcedSettings {
    /** Makes a program read them; of two such flags the later one counts. */
    static final String FLAG = "-Dconfig.override_with_env_vars=true";

    private static final String PREFIX = "CONFIG_FORCE_";

    private ForcedSettings() {}

    /**
     * As variables.
     *
     * @param settings by name, such as {@code croupier.data-dir}
     */
    static Map<String, String> variables(Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>();
        settings.forEach((name, value) -> variables.put(
                PREFIX + name.replace("_", "___").replace("-", "__").replace(".", "_"), value));
        return variables;
    }
}
