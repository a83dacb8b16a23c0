package io.github.ekscrac.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;

/**
 * Applies TZ and the locale variables of the pod where they differ from those of the capture. This is done here,
 * because the JDK asks the C library, which keeps the environment of the capture. What the service or an option has set
 * stays.
 */
final class TimeZoneAndLocale {
    private static final String[] LOCALE = {"LC_ALL", "LC_MESSAGES", "LANG"};

    void follow(Map<String, String> old, Map<String, String> current) {
        if (!Objects.equals(old.get("TZ"), current.get("TZ"))) followZone(old.get("TZ"), current.get("TZ"));
        String before = language(old);
        String now = language(current);
        if (!before.equals(now) && Locale.getDefault().equals(locale(before))) followLanguage(locale(now));
    }

    private static void followZone(String old, String now) {
        TimeZone chosen = TimeZone.getDefault();
        if (!chosen.getID().equals(TimeZone.getTimeZone(zone(old)).getID())) return;
        TimeZone zone = TimeZone.getTimeZone(zone(now));
        System.setProperty("user.timezone", zone.getID());
        TimeZone.setDefault(zone);
    }

    static String zone(String tz) {
        if (tz != null && !tz.isEmpty()) return tz.startsWith(":") ? tz.substring(1) : tz;
        try {
            String path = Files.readSymbolicLink(Path.of("/etc/localtime")).toString();
            int folder = path.indexOf("zoneinfo/");
            if (folder >= 0) {
                return path.substring(folder + "zoneinfo/".length()).replace("Etc/UTC", "UTC");
            }
        } catch (IOException e) {
            // Without that file the zone is UTC.
        }
        return "UTC";
    }

    private static void followLanguage(Locale locale) {
        System.setProperty("user.language", locale.getLanguage());
        System.setProperty("user.country", locale.getCountry());
        Locale.setDefault(locale);
    }

    private static String language(Map<String, String> environment) {
        for (String name : LOCALE) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) return value;
        }
        return "C";
    }

    static Locale locale(String value) {
        String name = value.split("[.@]")[0];
        if (name.equals("C") || name.equals("POSIX")) return new Locale("en");
        String[] parts = name.split("_", 2);
        return parts.length == 2 ? new Locale(parts[0], parts[1]) : new Locale(parts[0]);
    }
}
