package relocated.cn.hutool.core.lang;

/** The fields of an interface must stay final, like those of a class that was loaded before the agent. */
public interface ObjectId {
    int MACHINE = Integer.parseInt("123456");
}
