package io.croupier.simulations.crowd;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Field fields} of a message in one pass over its bytes, without building anything. It is sure only of
 * plain messages: an escape in a name or in a text that is wanted, a wanted field twice or of another kind, or anything that
 * does not look like one whole JSON object, and it says so. It does not validate what it passes over.
 */
final class MessageScan {
    private static final Field[] FIELDS = Field.values();
    /** As many digits as surely fit into a long. */
    private static final int MAX_DIGITS = 18;

    private final byte[] bytes;
    private final int end;
    private final Message message;
    private int at;
    /** Whether the text that was passed last has an escape in it. */
    private boolean escaped;

    private MessageScan(byte[] bytes, int length, Message message) {
        this.bytes = bytes;
        this.end = length;
        this.message = message;
    }

    /** False where it is not sure; the message is of no use then. */
    static boolean scan(byte[] bytes, int length, Message message) {
        message.clear(bytes);
        return new MessageScan(bytes, length, message).object();
    }

    private boolean object() {
        if (!take('{')) {
            return false;
        }
        if (take('}')) {
            return atEnd();
        }
        do {
            if (!member()) {
                return false;
            }
        } while (take(','));
        return take('}') && atEnd();
    }

    private boolean member() {
        int from = space() + 1;
        if (!text() || escaped) {
            return false;
        }
        Field field = field(from, at - 1);
        if (!take(':')) {
            return false;
        }
        return field == null ? value() : wanted(field);
    }

    private @Nullable Field field(int from, int to) {
        for (Field field : FIELDS) {
            if (field.isNamed(bytes, from, to)) {
                return field;
            }
        }
        return null;
    }

    private boolean wanted(Field field) {
        int from = space();
        if (message.has(field) || !value()) {
            return false;
        }
        byte first = bytes[from];
        switch (field.kind()) {
            case TEXT -> {
                if (first != '"' || escaped) {
                    return false;
                }
                message.set(field, from + 1, at - 1);
            }
            case NUMBER -> {
                if (!isNumber(from)) {
                    return false;
                }
                message.set(field, from, at);
            }
            case FLAG -> {
                if (first != 't' && first != 'f') {
                    return false;
                }
                message.set(field, from, at);
            }
            case ARRAY, OBJECT -> {
                if (first != (field.kind() == Field.Kind.ARRAY ? '[' : '{')) {
                    return false;
                }
                message.set(field, from, at);
            }
        }
        return true;
    }

    private boolean isNumber(int from) {
        int digits = at - from;
        if (digits > MAX_DIGITS || (bytes[from] == '0' && digits > 1)) {
            return false;
        }
        for (int i = from; i < at; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Passes over a value of any kind; false where it does not end. */
    private boolean value() {
        if (space() == end) {
            return false;
        }
        return switch (bytes[at]) {
            case '"' -> text();
            case '{', '[' -> nested();
            default -> bare();
        };
    }

    /** Passes over an object or an array with all that is in it. */
    private boolean nested() {
        int depth = 0;
        while (at < end) {
            switch (bytes[at]) {
                case '"' -> {
                    if (!text()) {
                        return false;
                    }
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // Part of a number, a word, or between values.
                }
            }
            at++;
            if (depth == 0) {
                return true;
            }
        }
        return false;
    }

    /** Passes over a number, true, false or null: whatever stands up to the next space or sign. */
    private boolean bare() {
        int from = at;
        while (at < end && isBare(bytes[at])) {
            at++;
        }
        return at > from;
    }

    private static boolean isBare(byte character) {
        return (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z')
                || character == '-'
                || character == '+'
                || character == '.'
                || character == 'E';
    }

    /** Passes over a text from quote to quote. */
    private boolean text() {
        escaped = false;
        if (at == end || bytes[at] != '"') {
            return false;
        }
        for (at++; at < end; at++) {
            if (bytes[at] == '\\') {
                escaped = true;
                at++;
            } else if (bytes[at] == '"') {
                at++;
                return true;
            }
        }
        return false;
    }

    private boolean take(char sign) {
        if (space() < end && bytes[at] == sign) {
            at++;
            return true;
        }
        return false;
    }

    private boolean atEnd() {
        return space() == end;
    }

    /** Passes over white space; says where it is then. */
    private int space() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
