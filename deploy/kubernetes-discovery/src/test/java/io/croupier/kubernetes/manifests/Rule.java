package io.croupier.kubernetes.manifests;

import java.util.List;
import java.util.function.Function;

/** What every rendered kustomization is held to. Each has bad examples in {@link BadExamplesTest}. */
enum Rule {
    FORM(Form::problems),
    SELECTORS(Selectors::problems),
    NAMED_PORTS(NamedPorts::problems),
    REFERENCES(References::problems),
    SHUTDOWN(Shutdown::problems),
    CLUSTER_SIZE(ClusterSize::problems),
    ROLLOUT(Rollout::problems),
    RESOURCES(Resources::problems),
    PROBES(Probes::problems),
    HARDENING(Hardening::problems),
    IMAGES(Images::problems),
    DEV_MODE(DevMode::problems),
    SECRETS(Secrets::problems),
    ACCESS(Access::problems),
    NETWORK(Network::problems),
    INGRESSES(Ingresses::problems),
    REGION(Region::problems),
    JOBS(Jobs::problems),
    ALARMS(Alarms::problems),
    CHECKPOINTS(Checkpoints::problems),
    SETTINGS(Settings::problems);

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Manifests, List<String>> check;

    Rule(Function<Manifests, List<String>> check) {
        this.check = check;
    }

    /** What is wrong, in words; empty when nothing is. */
    List<String> problems(Manifests manifests) {
        return check.apply(manifests);
    }
}
