package relocated.org.hibernate.id.uuid;

/** An unknown version: no field is as in the tested ones. */
public final class Helper {
    public static final Object JVM_IDENTIFIER_INT = new Object();

    private Helper() {}
}
