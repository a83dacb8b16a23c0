package io.github.ekscrac.agent;

import java.io.IOException;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * State that was random when it was made, and that every restored copy would share: found before the checkpoint,
 * replaced after the restore. What cannot be replaced is a finding.
 */
final class UniqueState {
    private final RandomGenerators randomness;
    private final SecureRandoms secureRandoms;
    private final TlsSessions tlsSessions;
    private final LibraryStates libraries;
    private final Warning heldRandoms;

    UniqueState(JdkInternals internals, HeapWalker heap, CopyAllowlist allowed) throws ReflectiveOperationException {
        libraries = new LibraryStates(internals, heap, internals.loadedClasses());
        randomness = new RandomGenerators(internals, heap, libraries.reseeded());
        secureRandoms = new SecureRandoms(internals, heap);
        tlsSessions = new TlsSessions(internals, heap);
        Object[] secure = secureRandoms.generators();
        Object[] plain = randomness.held();
        Object[] both = Arrays.copyOf(secure, secure.length + plain.length);
        System.arraycopy(plain, 0, both, secure.length, plain.length);
        String[] holders = new HolderFinder(heap, internals).of(both, both, secure, plain);
        secureRandoms.heldBy(Arrays.copyOf(holders, secure.length));
        heldRandoms = randomness.heldBy(Arrays.copyOfRange(holders, secure.length, holders.length), allowed);
    }

    List<CopiedStateFinding> findings() throws ReflectiveOperationException {
        List<CopiedStateFinding> findings = new ArrayList<>(secureRandoms.findings());
        findings.addAll(libraries.findings());
        return findings;
    }

    void warn(Report report) {
        report.warn(heldRandoms);
        for (Warning warning : secureRandoms.warnings()) report.warn(warning);
        if (libraries.unknown().isEmpty()) return;
        report.warn(new Warning(
                "library-unknown",
                "state that copies would share of " + String.join(", ", libraries.unknown())
                        + " is not where it is in the tested versions of the library, so it is not replaced"));
    }

    void refresh() throws ReflectiveOperationException, IOException {
        randomness.refresh();
        secureRandoms.refresh();
        tlsSessions.forget();
        libraries.refresh(KernelRandom.buffer(libraries.bytes()));
    }

    Map<String, Long> threadSeeds() throws ReflectiveOperationException {
        return randomness.seeds();
    }

    List<SecureRandoms.Held> secureRandoms() {
        return secureRandoms.held();
    }

    /** Bytes that must differ between copies, by what they are. */
    Map<String, byte[]> states() throws ReflectiveOperationException {
        Map<String, byte[]> states = new LinkedHashMap<>(libraries.states());
        for (Key key : tlsSessions.ticketKeys())
            states.put(GeneratorSamples.unused(states, "key of TLS session tickets"), key.getEncoded());
        return states;
    }
}
