package stoa.devstack;

import java.util.Arrays;
import java.util.List;
import stoa.embedded.psp.SandboxPsp;

/** {@code demo} runs everything on this machine, {@code psp} the sandbox payment provider alone; the rest is the launcher's. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "demo" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (command) {
            case "demo" -> Demo.main(List.of(rest));
            case "psp" -> SandboxPsp.main(rest);
            default -> stoa.launcher.Main.main(args);
        }
    }
}
