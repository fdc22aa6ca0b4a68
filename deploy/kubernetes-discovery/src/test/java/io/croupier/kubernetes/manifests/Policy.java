package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A ValidatingAdmissionPolicy, carried out as the API server does it: variables in their order, then validations. What can't be
 * evaluated is refused, as {@code failurePolicy: Fail} has it.
 */
record Policy(Manifest manifest) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();
    private static final Cel CEL = CelFactory.plannerCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("object", SimpleType.DYN)
            .addVar("oldObject", SimpleType.DYN)
            .addVar("variables", SimpleType.DYN)
            .addCompilerLibraries(CelExtensions.optional())
            .addRuntimeLibraries(CelExtensions.optional())
            .build();

    static Policy named(String name) {
        return new Policy(
                Renderings.cluster().find("ValidatingAdmissionPolicy", name).orElseThrow());
    }

    /** Whether it is asked about this: {@code apps}, {@code statefulsets/scale}, {@code UPDATE}. */
    boolean isAskedAbout(String group, String resource, String operation) {
        return StreamSupport.stream(
                        manifest.at("/spec/matchConstraints/resourceRules").spliterator(), false)
                .anyMatch(rule -> has(rule.path("apiGroups"), group)
                        && has(rule.path("resources"), resource)
                        && has(rule.path("operations"), operation));
    }

    /** Why this object is not let in; empty when it is. */
    List<String> refusals(JsonNode before, JsonNode object) {
        Map<String, Object> variables = new HashMap<>();
        Map<String, Object> known = Map.of("object", plain(object), "oldObject", plain(before), "variables", variables);
        for (JsonNode variable : manifest.at("/spec/variables")) {
            variables.put(
                    variable.path("name").asText(),
                    evaluated(variable.path("expression").asText(), known));
        }
        List<String> refusals = new ArrayList<>();
        for (JsonNode validation : manifest.at("/spec/validations")) {
            if (!Boolean.TRUE.equals(evaluated(validation.path("expression").asText(), known))) {
                refusals.add(validation.path("message").asText());
            }
        }
        return refusals;
    }

    private static boolean has(JsonNode words, String word) {
        return StreamSupport.stream(words.spliterator(), false)
                .anyMatch(candidate -> candidate.asText().equals(word));
    }

    private static Object evaluated(String expression, Map<String, Object> known) {
        try {
            return CEL.createProgram(CEL.compile(expression).getAst()).eval(known);
        } catch (CelValidationException malformed) {
            throw new IllegalArgumentException(expression, malformed);
        } catch (CelEvaluationException failure) {
            return failure;
        }
    }

    private static Object plain(JsonNode tree) {
        try {
            return JSON.treeToValue(tree, Object.class);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(tree.toString(), impossible);
        }
    }
}
