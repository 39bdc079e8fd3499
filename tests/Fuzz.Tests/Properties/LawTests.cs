using System.Reflection;
using FsCheck.Xunit;
using Xunit.v3;

namespace Shaken.Fuzz.Tests.Properties;

public sealed class LawTests
{
    // Run as a plain fact, a law would be returned to nobody and pass.
    [Fact]
    public void Law_IsRunByFsCheck() =>
        Assert.Equal(
            typeof(PropertyDiscoverer), typeof(LawAttribute).GetCustomAttribute<XunitTestCaseDiscovererAttribute>(inherit: true)?.Type);
}
