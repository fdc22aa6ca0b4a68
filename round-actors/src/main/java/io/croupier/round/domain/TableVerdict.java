package io.croupier.round.domain;

import org.jspecify.annotations.Nullable;

/** What a table makes of a command from outside. */
public sealed interface TableVerdict {
    /** Persist this event, then act on it. */
    record Accept(TableEvent event) implements TableVerdict {}

    /** It was done before; give the same answer again. */
    record Replay() implements TableVerdict {}

    /** Refused with a stable code; nothing is stored. */
    record Refuse(
            String code,
            String detail,
            boolean retryable,
            @Nullable String field) implements TableVerdict {
        static Refuse invalid(String field, String detail) {
            return new Refuse("invalid_field", detail, false, field);
        }
    }
}
