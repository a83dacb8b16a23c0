package relocated.org.hibernate.id.uuid;

/** A version that nobody knows: no field is there as it was. */
public final class Helper {
    public static final Object JVM_IDENTIFIER_INT = new Object();

    private Helper() {}
}
