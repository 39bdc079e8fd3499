using Shaken.Core.Delegation.Grants;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tests.Delegation.Ordering;

/// <summary>
/// A certificate is issued if and only if every number in it is granted at that time: any sequence of grants, withdrawals, hours and
/// orders,
/// against a model that looks at each number by itself.
/// </summary>
public sealed class OrderModelTests
{
    private const int Steps = 60;
    private const int First = 950;
    private const int Numbers = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Issue_AnySequence_SucceedsWhereEveryNumberIsGranted(int seed)
    {
        var world = await OrderWorld.StartAsync();
        var (random, account) = (new Sequence(seed), await world.AccountAsync("a"));
        var (granted, refused, lapsed) = (0, 0, 0);
        var model = new List<Lent>();
        for (var step = 0; step < Steps; step++)
        {
            await ChangeAsync(world, random, model);
            var first = First + random.Next(Numbers);
            var last = Math.Min(first + random.Next(4), First + Numbers - 1);
            var list = OrderWorld.List(GrantWorld.Numbers($"{first}-{last}"));
            var entitled = await world.Entitlement.FindAsync(account, list, Token);
            Assert.Equal(IsGranted(world, model, first, last), entitled.IsSuccess);
            if (!entitled.TryGet(out var grant, out _))
            {
                refused++;
                continue;
            }

            var order = world.Order(account, list, grant);
            if (random.Next(2) == 0) await ChangeAsync(world, random, model);
            var stands = grant.Grants!.All(id => model.Exists(lent => lent.Id == id && lent.IsInForceAt(world.Grants.Now)));
            var issued = await world.IssueAsync(order, account);
            Assert.Equal(stands, issued.IsSuccess);
            if (!stands)
            {
                lapsed++;
                continue;
            }

            granted++;
            var certificate = (await world.Certificates.FindByOrderAsync(order.Id, Token))!.Certificate;
            Assert.True(certificate.NotAfter <= model.Where(lent => grant.Grants!.Contains(lent.Id)).Min(lent => lent.Until));
            Assert.Equal(TnAuthListDer.Write(list), certificate.Extensions.Find(Oids.TnAuthList)!.Value.ToArray());
        }

        // Each side of the rule was met.
        Assert.True(granted > 0 && refused > 0, $"{granted} granted, {refused} refused, {lapsed} lapsed");
        await AssertRevokedWhereWithdrawnAsync(world, model);
    }

    private static async Task AssertRevokedWhereWithdrawnAsync(OrderWorld world, List<Lent> model)
    {
        var page = await world.Ledger.ListAsync(GrantWorld.Customer("a"), continuation: null, 1000, Token);
        foreach (var one in page.Certificates.Where(one => one.Certificate.NotAfter > world.Grants.Now))
        {
            var isWithdrawn = one.Grants.Any(id => model.TrueForAll(lent => lent.Id != id.Value));
            Assert.Equal(isWithdrawn, await IsRevokedAsync(world, one.Certificate));
        }
    }

    private static async Task<bool> IsRevokedAsync(OrderWorld world, StiCertificate certificate) =>
        await world.Register.FindAsync(certificate.Issuer, certificate.SerialNumber, Token) is not null;

    private static async Task ChangeAsync(OrderWorld world, Sequence random, List<Lent> model)
    {
        switch (random.Next(4))
        {
            case 0:
                world.Grants.Time.Advance(TimeSpan.FromHours(1 + random.Next(10)));
                break;
            case 1 when model.Count > 0:
                var gone = model[random.Next(model.Count)];
                Assert.True(GrantId.TryParse(gone.Id, out var id));
                Assert.True((await world.Instance.Grants.WithdrawAsync(id, world.Grants.Act(), Token)).IsSuccess);
                Assert.True(await world.Instance.Settle.TryRunAsync(id, Token));
                model.Remove(gone);
                break;
            default:
                var first = First + random.Next(Numbers);
                var last = Math.Min(first + random.Next(8), First + Numbers - 1);
                var terms = world.Grants.Terms("a", GrantWorld.Numbers($"{first}-{last}"), until: TimeSpan.FromHours(1 + random.Next(40)));
                var made = (await world.Instance.Grants.GrantAsync(terms, world.Grants.Act(), Token)).Value;
                model.Add(new Lent(made.Id.Value, first, last, made.Until));
                break;
        }
    }

    private static bool IsGranted(OrderWorld world, List<Lent> model, int first, int last) =>
        Enumerable.Range(first, last - first + 1).All(number =>
            model.Exists(lent => lent.First <= number && number <= lent.Last && lent.IsInForceAt(world.Grants.Now)));

    private sealed record Lent(string Id, int First, int Last, DateTimeOffset Until)
    {
        public bool IsInForceAt(DateTimeOffset moment) => moment < Until;
    }

    // Numbers of a linear congruential generator: the same for a seed, on any machine.
    private sealed class Sequence(int seed)
    {
        private uint _state = unchecked((uint)seed * 2_654_435_761);

        public int Next(int below)
        {
            _state = unchecked((_state * 1_664_525) + 1_013_904_223);
            return (int)((_state >> 8) % (uint)below);
        }
    }
}
