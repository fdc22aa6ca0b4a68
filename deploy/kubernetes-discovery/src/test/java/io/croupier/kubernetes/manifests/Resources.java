package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether each container says what it needs, the JVM knows of it, and the namespace has room for all of them. */
final class Resources {
    private static final Pattern PROCESSORS = Pattern.compile("-XX:ActiveProcessorCount=(\\d+)");
    private static final Pattern COMMON_POOL =
            Pattern.compile("-Djava\\.util\\.concurrent\\.ForkJoinPool\\.common\\.parallelism=(\\d+)");
    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    /** With a parallelism of one, each asynchronous stage gets a thread of its own: docs/decisions/0005-the-common-pool.md. */
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final Manifests manifests;
    private final List<String> problems = new ArrayList<>();

    private Resources(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> problems(Manifests manifests) {
        Resources resources = new Resources(manifests);
        for (PodTemplate template : manifests.pods()) {
            for (JsonNode container : template.containers()) {
                resources.container(template, container);
            }
        }
        resources.limitRange();
        resources.quota();
        return resources.problems;
    }

    private void container(PodTemplate template, JsonNode container) {
        String name = template + "/" + container.path("name").asText();
        Optional<BigDecimal> memory = amount(container.at("/resources/limits/memory"));
        if (memory.isEmpty() || !memory.equals(amount(container.at("/resources/requests/memory")))) {
            problems.add(name + ": memory needs a limit, and the same as a request");
        }
        Optional<BigDecimal> cpu = amount(container.at("/resources/requests/cpu"));
        if (cpu.isEmpty()) {
            problems.add(name + ": requests no CPU");
        }
        if (amount(container.at("/resources/limits/cpu"))
                .filter(limit -> limit.stripTrailingZeros().scale() > 0)
                .isPresent()) {
            problems.add(name + ": a limit of CPU in parts of one throttles; whole ones or none");
        }
        template.variable("JDK_JAVA_OPTIONS").ifPresent(options -> {
            mustSay(name, options, PROCESSORS, cpu.orElse(BigDecimal.ZERO), cpu.orElse(BigDecimal.ZERO));
            BigDecimal parallelism = cpu.orElse(TWO).max(TWO);
            mustSay(name, options, COMMON_POOL, parallelism, parallelism);
            mustSay(name, options, HEAP, BigDecimal.valueOf(60), BigDecimal.valueOf(70));
        });
        if (manifests.ofTheProgram().contains(template)
                && template.variable("JDK_JAVA_OPTIONS").isEmpty()) {
            problems.add(name + ": JDK_JAVA_OPTIONS does not tell the JVM how large it may be");
        }
    }

    private void mustSay(String name, String options, Pattern flag, BigDecimal least, BigDecimal most) {
        Matcher said = flag.matcher(options);
        BigDecimal value = said.find() ? new BigDecimal(said.group(1)) : BigDecimal.ZERO;
        if (value.compareTo(least) < 0 || value.compareTo(most.setScale(0, RoundingMode.CEILING)) > 0) {
            problems.add(name + ": " + flag.pattern() + " is " + value + " in JDK_JAVA_OPTIONS, not " + least + " to "
                    + most);
        }
    }

    private void limitRange() {
        for (Manifest range : manifests.of("LimitRange")) {
            for (JsonNode limit : range.at("/spec/limits")) {
                // With a maximum for containers, the API server makes a default of it.
                if (!limit.path("type").asText().equals("Pod") || limit.has("default")) {
                    problems.add(range.id() + ": defaults would hide what a pod does not say");
                }
            }
        }
        if (manifests.of("LimitRange").isEmpty()
                || manifests.of("ResourceQuota").isEmpty()) {
            problems.add("no LimitRange or no ResourceQuota");
        }
    }

    private void quota() {
        for (Manifest quota : manifests.of("ResourceQuota")) {
            for (String resource : List.of("requests.cpu", "requests.memory", "limits.memory")) {
                String[] steps = resource.split("\\.", 2);
                BigDecimal needed = manifests.pods().stream()
                        .map(template -> sum(template, "/resources/" + steps[0] + "/" + steps[1])
                                .multiply(BigDecimal.valueOf(most(template))))
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                BigDecimal room = amount(quota.at("/spec/hard").path(resource)).orElse(BigDecimal.ZERO);
                if (room.compareTo(needed) < 0) {
                    problems.add(quota.id() + ": " + resource + " has room for " + room.toPlainString()
                            + ", all together need " + needed.toPlainString());
                }
            }
        }
    }

    private int most(PodTemplate template) {
        if (!template.runsForLong()) {
            return 1;
        }
        return template.isNode() && !ClusterSize.scalers(manifests).isEmpty()
                ? ClusterSize.mostOf(ClusterSize.scalers(manifests).get(0))
                : template.owner().at("/spec/replicas").asInt(1);
    }

    private static BigDecimal sum(PodTemplate template, String pointer) {
        return template.containers().stream()
                .map(container -> amount(container.at(pointer)).orElse(BigDecimal.ZERO))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Optional<BigDecimal> amount(JsonNode quantity) {
        return quantity.isMissingNode()
                ? Optional.empty()
                : Optional.of(Quantity.parse(quantity.asText()).getNumericalAmount());
    }
}
