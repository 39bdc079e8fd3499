using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class SchedulingTests
{
    private const string Batch = "3";

    [Fact]
    public void PreferFinishing_HoldsForTheThreadAndThoseItStarts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has such a policy");
        var taken = false;
        string own = "", started = "";

        // A thread of its own: the others of this process stay as they are.
        RunOnThread(() =>
        {
            taken = Scheduling.PreferFinishing();
            own = PolicyHere();
            RunOnThread(() => started = PolicyHere());
        });

        Assert.SkipUnless(taken, "this system refuses the policy");
        Assert.Equal((Batch, Batch), (own, started));
    }

    private static void RunOnThread(ThreadStart act)
    {
        var thread = new Thread(act);
        thread.Start();
        thread.Join();
    }

    // proc(5): field 41 of the thread's stat; the second, a name in parentheses, may hold anything.
    private static string PolicyHere()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[41 - 3];
    }
}
