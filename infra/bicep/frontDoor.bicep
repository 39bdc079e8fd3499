// The public names: one Front Door, for each zone with names an endpoint, a group of its apps by order of the regions, and a route.
import { regionType, zoneType } from 'types.bicep'

param name string
param suffix string
param regions regionType[]

@description('Those with host names.')
param zones zoneType[]

param workspaceId string
param tags object

@description('Requests of one client address in a minute; more are refused before they reach an app.')
param requestsPerMinute int = 100000

// One entry for each name, and one for each app: Bicep has no loop in a loop.
var domains = flatten(map(zones, (zone, z) => map(zone.hostNames, hostName => {
  zone: zone.name
  endpoint: z
  hostName: hostName
  resource: replace(hostName, '.', '-')
})))
var appsBehind = flatten(map(zones, (zone, z) => map(filter(regions, region => empty(zone.regions) || contains(zone.regions, region.name)), (region, order) => {
  zone: zone.name
  group: z
  region: region.name
  priority: order + 1
})))

resource profile 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: '${name}-front-door'
  location: 'global'
  tags: tags
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    originResponseTimeoutSeconds: 60
  }
}

resource endpoints 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = [for zone in zones: {
  parent: profile
  name: '${name}-${zone.name}-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
}]

resource groups 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = [for zone in zones: {
  parent: profile
  name: zone.name
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 2
      additionalLatencyInMilliseconds: 0
    }
    healthProbeSettings: {
      probePath: '/health'
      probeRequestType: 'GET'
      probeProtocol: 'Https'
      probeIntervalInSeconds: 30
    }
    sessionAffinityState: 'Disabled'
  }
}]

// The first region gets everything while it is healthy; the next one only then, since the store is nearest to the first.
resource origins 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = [for behind in appsBehind: {
  parent: groups[behind.group]
  name: behind.region
  properties: {
    hostName: '${name}-${behind.zone}-${behind.region}-${suffix}.azurewebsites.net'
    originHostHeader: '${name}-${behind.zone}-${behind.region}-${suffix}.azurewebsites.net'
    httpPort: 80
    httpsPort: 443
    priority: behind.priority
    weight: 1000
    enabledState: 'Enabled'
    enforceCertificateNameCheck: true
  }
}]

resource names 'Microsoft.Cdn/profiles/customDomains@2024-02-01' = [for domain in domains: {
  parent: profile
  name: domain.resource
  properties: {
    hostName: domain.hostName
    tlsSettings: {
      certificateType: 'ManagedCertificate'
      minimumTlsVersion: 'TLS12'
    }
  }
}]

// Front Door keeps what answers say may be kept: certificates for a year, lists as long as they are good, a CPS's answers (no-store) never.
resource routes 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = [for (zone, z) in zones: {
  parent: endpoints[z]
  name: zone.name
  properties: {
    customDomains: map(filter(domains, domain => domain.zone == zone.name), domain => {
      id: resourceId('Microsoft.Cdn/profiles/customDomains', profile.name, domain.resource)
    })
    originGroup: {
      id: groups[z].id
    }
    supportedProtocols: [
      'Https'
    ]
    patternsToMatch: [
      '/*'
    ]
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Disabled'
    linkToDefaultDomain: 'Disabled'
    cacheConfiguration: contains(zone.roles, 'cps') || contains(zone.roles, 'ca') ? null : {
      queryStringCachingBehavior: 'IgnoreQueryString'
    }
  }
  dependsOn: [
    origins
    names
  ]
}]

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: '${name}firewall'
  location: 'global'
  tags: tags
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
    }
    customRules: {
      rules: [
        {
          name: 'RequestsOfOneAddress'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: requestsPerMinute
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Any'
              matchValue: []
            }
          ]
          action: 'Block'
        }
      ]
    }
  }
}

resource protection 'Microsoft.Cdn/profiles/securityPolicies@2024-02-01' = {
  parent: profile
  name: 'rate'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: {
        id: firewall.id
      }
      associations: [
        {
          domains: map(domains, domain => {
            id: resourceId('Microsoft.Cdn/profiles/customDomains', profile.name, domain.resource)
          })
          patternsToMatch: [
            '/*'
          ]
        }
      ]
    }
  }
  dependsOn: [
    names
  ]
}

// Not the requests themselves: their paths hold telephone numbers.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: profile
  name: 'health'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FrontDoorHealthProbeLog'
        enabled: true
      }
    ]
  }
}

output id string = profile.properties.frontDoorId
output profileId string = profile.id
output dnsRecords array = [for (domain, i) in domains: {
  hostName: domain.hostName
  pointsTo: endpoints[domain.endpoint].properties.hostName
  validation: names[i].properties.validationProperties.validationToken
}]
