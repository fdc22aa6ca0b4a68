package io.croupier.simulations;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.ByteBuddy;

/** A Java agent as a jar of its own, with a few classes of ours; Byte Buddy it finds where this program has it. */
final class AgentJar {
    private AgentJar() {}

    /**
     * Writes the jar.
     *
     * @param agent has {@code premain} or {@code agentmain}
     * @param classes all that the agent needs, itself among them
     */
    static void write(Path jar, Class<?> agent, List<Class<?>> classes) throws IOException {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", agent.getName());
        attributes.putValue("Agent-Class", agent.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Class-Path", place(ByteBuddy.class).toUri().toString());
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream in = Objects.requireNonNull(type.getResourceAsStream("/" + name), name)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    private static Path place(Class<?> type) throws IOException {
        try {
            return Path.of(Objects.requireNonNull(type.getProtectionDomain().getCodeSource(), "no code source")
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("where " + type.getName() + " comes from is no path", e);
        }
    }
}
