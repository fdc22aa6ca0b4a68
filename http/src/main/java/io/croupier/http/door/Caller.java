package io.croupier.http.door;

/** Who a request comes from, as proven by its token or signature. */
public sealed interface Caller {
    /** What its limits are counted under. */
    String name();

    /** Nobody in particular: a public address. */
    record Anyone() implements Caller {
        @Override
        public String name() {
            return "anyone";
        }
    }

    /** A player, by token. */
    record Player(String playerId) implements Caller {
        @Override
        public String name() {
            return "player/" + playerId;
        }
    }

    /** An operator, by token with a role. */
    record Operator(String operatorId, String role) implements Caller {
        @Override
        public String name() {
            return "operator/" + operatorId;
        }
    }

    /** A provider's program, by signature. */
    record Provider(String provider, String keyId) implements Caller {
        @Override
        public String name() {
            return "key/" + keyId;
        }
    }
}
