package io.croupier.round.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a round makes of a command from outside. */
public sealed interface RoundVerdict {
    /** Persist these events, none for a repetition, then give the receipt. */
    record Accept(List<RoundEvent> events, boolean replayed) implements RoundVerdict {
        public Accept {
            events = List.copyOf(events);
        }

        static Accept replay() {
            return new Accept(List.of(), true);
        }
    }

    /** Persist these events and hold the command until the books are sealed, or the result that stands is settled. */
    record Hold(List<RoundEvent> events) implements RoundVerdict {
        public Hold {
            events = List.copyOf(events);
        }
    }

    /** Refused with a stable code; nothing is stored. */
    record Refuse(
            String code,
            String detail,
            boolean retryable,
            @Nullable String field) implements RoundVerdict {}
}
