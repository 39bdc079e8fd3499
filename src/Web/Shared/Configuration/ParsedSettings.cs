using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Shaken.Web.Shared.Configuration;

/// <summary>
/// The settings of each part of the program, by their type. A part asks for its own, and for the shared ones that it needs; once the
/// program is built they are
/// <see cref="IOptions{TOptions}"/> of its services.
/// </summary>
public sealed class ParsedSettings
{
    private readonly Dictionary<Type, object> _parts = [];
    private readonly List<Action<IServiceCollection>> _registrations = [];

    internal ParsedSettings()
    {
    }

    /// <summary>What the configuration gives, for operators to see: nothing of a secret.</summary>
    internal IReadOnlyList<GivenSetting> Given { get; set; } = [];

    /// <summary>The parts that were read.</summary>
    internal IReadOnlyCollection<Type> Types => _parts.Keys;

    /// <exception cref="InvalidOperationException">No part of the program reads these settings at the start, so their errors would be found
    /// too late.</exception>
    internal T Get<T>()
        where T : class, ISettings<T> =>
        Find<T>() ?? throw new InvalidOperationException($"{typeof(T).Name} was not read at the start.");

    internal T? Find<T>()
        where T : class, ISettings<T> =>
        _parts.TryGetValue(typeof(T), out var part) ? (T)part : null;

    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The options hold a value that was read; nothing constructs one.")]
    internal void Add<T>(T part)
        where T : class, ISettings<T>
    {
        _parts.Add(typeof(T), part);
        _registrations.Add(services => services.AddSingleton(Options.Create(part)));
    }

    /// <summary>Adds each part's settings as options.</summary>
    internal void AddTo(IServiceCollection services)
    {
        foreach (var register in _registrations) register(services);
    }
}
