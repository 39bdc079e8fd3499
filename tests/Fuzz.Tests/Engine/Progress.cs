namespace Shaken.Fuzz.Tests.Engine;

/// <summary>Tells how far a long test is, each time that another tenth is done.</summary>
internal sealed class Progress(int total)
{
    private readonly ITestContext _context = TestContext.Current;
    private int _done;

    public void Add()
    {
        var done = Interlocked.Increment(ref _done);
        if (10L * done / total == 10L * (done - 1) / total) return;
        _context.SendDiagnosticMessage($"{_context.Test?.TestDisplayName}: {done} of {total}");
    }
}
