package io.croupier.round.game;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.round.game.Game.InvalidField;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a selection or an outcome; every refusal names the field and the rule. */
final class Fields {
    static void requireObject(JsonNode json, String field) throws InvalidField {
        if (!json.isObject()) {
            throw new InvalidField(field, "must be a JSON object");
        }
    }

    static String text(JsonNode json, String field, String rule) throws InvalidField {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new InvalidField(field, rule);
        }
        return value.textValue();
    }

    static int integer(@Nullable JsonNode value, String field, int least, int most) throws InvalidField {
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new InvalidField(field, "must be an integer from " + least + " to " + most);
        }
        int number = value.intValue();
        if (number < least || number > most) {
            throw new InvalidField(field, "must be from " + least + " to " + most + ", is " + number);
        }
        return number;
    }

    private Fields() {}
}
