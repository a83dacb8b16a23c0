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
    private final RandomGenerators randomGenerators;
    private final SecureRandoms secureRandoms;
    private final TlsSessions tlsSessions;
    private final LibraryStates libraryStates;
    private final Warning heldRandoms;

    UniqueState(JdkInternals internals, HeapWalker heap, CopyAllowlist allowlist) throws ReflectiveOperationException {
        libraryStates = new LibraryStates(internals, heap, internals.loadedClasses());
        randomGenerators = new RandomGenerators(internals, heap, libraryStates.reseeded());
        secureRandoms = new SecureRandoms(internals, heap);
        tlsSessions = new TlsSessions(internals, heap);
        Object[] secure = secureRandoms.generators();
        Object[] plain = randomGenerators.held();
        Object[] both = Arrays.copyOf(secure, secure.length + plain.length);
        System.arraycopy(plain, 0, both, secure.length, plain.length);
        String[] holders = new HolderFinder(heap, internals).of(both, both, secure, plain);
        secureRandoms.heldBy(Arrays.copyOf(holders, secure.length));
        heldRandoms = randomGenerators.heldBy(Arrays.copyOfRange(holders, secure.length, holders.length), allowlist);
    }

    List<CopiedStateFinding> findings() throws ReflectiveOperationException {
        List<CopiedStateFinding> findings = new ArrayList<>(secureRandoms.findings());
        findings.addAll(libraryStates.findings());
        return findings;
    }

    void warn(Report report) {
        report.warn(heldRandoms);
        for (Warning warning : secureRandoms.warnings()) report.warn(warning);
        if (libraryStates.unknown().isEmpty()) return;
        report.warn(new Warning(
                "library-unknown",
                "state that copies would share of " + String.join(", ", libraryStates.unknown())
                        + " is not where it is in the tested versions of the library, so it is not replaced"));
    }

    void refresh() throws ReflectiveOperationException, IOException {
        randomGenerators.refresh();
        secureRandoms.refresh();
        tlsSessions.forget();
        libraryStates.refresh(KernelRandom.buffer(libraryStates.bytes()));
    }

    Map<String, Long> threadSeeds() throws ReflectiveOperationException {
        return randomGenerators.seeds();
    }

    List<SecureRandoms.Held> secureRandoms() {
        return secureRandoms.held();
    }

    /** Bytes that must differ between copies, by what they are. */
    Map<String, byte[]> states() throws ReflectiveOperationException {
        Map<String, byte[]> states = new LinkedHashMap<>(libraryStates.states());
        for (Key key : tlsSessions.ticketKeys()) {
            states.put(GeneratorSamples.unused(states, "key of TLS session tickets"), key.getEncoded());
        }
        return states;
    }
}
