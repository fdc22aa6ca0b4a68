package io.croupier.http.door;

import java.util.Locale;

/** Who an endpoint is for: the coarsest word about a request, of which there are few and no caller can make more. */
public enum Door {
    PLAYER,
    PROVIDER,
    OPERATOR,
    /** What only dev mode has. */
    DEV,
    /** Pages and what they load. */
    PAGE,
    /** No endpoint at all. */
    NONE;

    /** Of an endpoint's template. */
    static Door of(String template) {
        if (template.startsWith("/provider/")) {
            return PROVIDER;
        }
        if (template.startsWith("/operator/")) {
            return OPERATOR;
        }
        if (template.startsWith("/dev/")) {
            return DEV;
        }
        return template.startsWith("/v1/") ? PLAYER : PAGE;
    }

    /** As operators see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
